package io.kubeless.nats;

import io.kubeless.nats.NatsSettings.JetStream;
import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.nio.file.Path;
import java.time.Duration;

/** Receives the events of a stream. */
final class JetStreamReceiver implements Receiver {
  private static final String STOPPED = "this process processes no further event of the trigger";

  private final TriggerMetrics metrics;
  private final InFlightJournal journal;
  private final Settlement settlement;
  private final Dispatcher dispatcher;
  private final JetStreamSession session;

  JetStreamReceiver(
      NatsSettings settings,
      JetStream stream,
      SourceContext context,
      Calls calls,
      TriggerMetrics metrics,
      Pulse pulse,
      Drain drain,
      Path journalFile) {
    this.metrics = metrics;
    journal = InFlightJournal.open(journalFile, settings.parallelism());
    settlement = new Settlement(stream, metrics, context.logger(), drain);
    Attempts attempts =
        new Attempts("NATS trigger " + settings.name(), stream.failures(), STOPPED, calls, context);
    JetStreamWorker worker = new JetStreamWorker(attempts, settlement, journal, drain);
    dispatcher = new Dispatcher(settings.parallelism(), context.threads(), worker::process);
    session =
        new JetStreamSession(settings, stream, worker, dispatcher, metrics, pulse, drain, context);
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public void pause() {
    dispatcher.pause();
  }

  @Override
  public void resume() {
    dispatcher.resume();
  }

  @Override
  public long inFlight() {
    return dispatcher.held().size();
  }

  @Override
  public Duration oldest() {
    return dispatcher.held().stream()
        .map(held -> Pulse.age(held.receivedNanos))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  @Override
  public void metrics(MetricSink sink) {
    sink.gauge(
        "function_events_stopped",
        "Whether a failure has stopped the trigger.",
        metrics.labels(),
        dispatcher.stopped() ? 1 : 0);
    sink.counter(
        "function_events_dead_letter_failures_total",
        "Failures to write a dead letter.",
        metrics.labels(),
        settlement.deadLetterFailures());
  }

  @Override
  public void close() {
    journal.close();
  }
}
