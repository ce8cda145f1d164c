package io.kubeless.nats;

import io.kubeless.runtime.source.MetricSink;
import java.time.Duration;

/** What a trigger does in one of the modes. */
sealed interface Receiver permits JetStreamReceiver, CoreReceiver {

  Session session();

  /** Starts no further event until {@link #resume}. */
  void pause();

  void resume();

  /** Returns the number of events that were received and are not settled. */
  long inFlight();

  /** Returns the age of the oldest of them; zero if there is none. */
  Duration oldest();

  /** Adds the metrics of the mode. */
  void metrics(MetricSink sink);

  /** Releases what the session does not. */
  void close();
}
