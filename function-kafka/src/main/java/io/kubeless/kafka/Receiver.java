package io.kubeless.kafka;

import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.MetricSink;
import java.time.Duration;

/** What a trigger does in one of the modes. */
sealed interface Receiver permits StreamReceiver, QueueReceiver {

  /** Starts to receive events, on threads of its own. */
  void start();

  /** Starts no further event until {@link #resume}. */
  void pause();

  void resume();

  /** Ends the work for the events that were received, within a time. */
  void drain(Duration most) throws InterruptedException;

  Health health();

  void metrics(MetricSink sink);
}
