package io.kubeless.nats;

import io.kubeless.nats.NatsSettings.Core;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.time.Duration;

/** Receives events that are not stored. */
final class CoreReceiver implements Receiver {
  private final TriggerMetrics metrics;
  private final CoreWorkers workers;
  private final CoreSession session;

  CoreReceiver(
      NatsSettings settings,
      Core core,
      SourceContext context,
      Calls calls,
      TriggerMetrics metrics,
      Pulse pulse,
      Drain drain) {
    this.metrics = metrics;
    workers = new CoreWorkers(settings, context, calls, metrics);
    session =
        new CoreSession(
            settings,
            core,
            workers,
            metrics,
            pulse,
            drain,
            context.logger(),
            Runtime.getRuntime().maxMemory());
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public void pause() {
    workers.pause();
  }

  @Override
  public void resume() {
    workers.resume();
  }

  @Override
  public long inFlight() {
    return workers.running();
  }

  @Override
  public Duration oldest() {
    return workers.oldest();
  }

  @Override
  public void metrics(MetricSink sink) {
    sink.counter(
        "function_events_dropped_total",
        "Events dropped because they arrived faster than they were processed.",
        metrics.labels(),
        session.dropped());
  }

  @Override
  public void close() {
    // The session has closed everything.
  }
}
