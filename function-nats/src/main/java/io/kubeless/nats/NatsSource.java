package io.kubeless.nats;

import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.NewEvent;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Receives the events of one trigger. */
final class NatsSource implements EventSource {
  private final NatsSettings settings;
  private final SourceContext context;
  private final TriggerMetrics metrics;
  private final Pulse pulse;
  private final Drain drain = new Drain();
  private volatile @Nullable Receiver receiver;
  private volatile @Nullable Thread thread;

  NatsSource(NatsSettings settings, SourceContext context) {
    this.settings = settings;
    this.context = context;
    this.metrics = new TriggerMetrics("nats", settings.name());
    this.pulse = new Pulse(name());
  }

  @Override
  public String name() {
    return "nats-" + settings.name();
  }

  @Override
  public void start(Calls calls) {
    Receiver created =
        settings.mode() instanceof NatsSettings.JetStream stream
            ? new JetStreamReceiver(
                settings, stream, context, calls, metrics, pulse, drain, journalFile())
            : new CoreReceiver(
                settings,
                (NatsSettings.Core) settings.mode(),
                context,
                calls,
                metrics,
                pulse,
                drain);
    Thread loop =
        new Thread(
            new ConnectionLoop(
                settings,
                context.functionName() + "/" + settings.name(),
                created.session(),
                pulse,
                drain,
                context.logger(),
                context.end()),
            name());
    loop.setDaemon(true);
    receiver = created;
    thread = loop;
    loop.start();
  }

  private Path journalFile() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "kubeless-" + context.functionName() + "-" + name() + ".journal");
  }

  @Override
  public void pause() {
    Receiver present = receiver;
    if (present != null) {
      present.pause();
    }
  }

  @Override
  public void resume() {
    Receiver present = receiver;
    if (present != null) {
      present.resume();
    }
  }

  @Override
  public void drain(Duration most) throws InterruptedException {
    Receiver present = receiver;
    Thread loop = thread;
    if (present != null && loop != null) {
      drain.request(most);
      loop.join(most.toMillis() + 1);
      drain.end();
      present.close();
    }
  }

  @Override
  public String publish(NewEvent event) throws InvalidSource, IOException, InterruptedException {
    return Publication.publish(
        settings, context.functionName() + "/" + settings.name(), event, context.logger());
  }

  @Override
  public void forget() throws InterruptedException {
    if (settings.mode() instanceof NatsSettings.JetStream stream && stream.temporary()) {
      TemporaryConsumer.delete(
          settings, stream, context.functionName() + "/" + settings.name(), context.logger());
    }
  }

  @Override
  public Health health() {
    Thread loop = thread;
    return loop == null
        ? Health.notReady(name() + ": not started")
        : pulse.health(loop.isAlive() || drain.requested());
  }

  @Override
  public void metrics(MetricSink sink) {
    Receiver present = receiver;
    if (present != null) {
      metrics.collect(sink, present.inFlight(), present.oldest(), pulse.silence());
      sink.gauge(
          "function_events_lag",
          "Events that are not yet settled, including those that were not received.",
          metrics.labels(),
          (double) (pulse.pending() + present.inFlight()));
      present.metrics(sink);
    }
  }
}
