package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.NewEvent;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Receives the events of one trigger as a member of a consumer group. */
final class KafkaSource implements EventSource {
  private static final Duration COMMIT = Duration.ofSeconds(3); // of the last offsets
  private static final Duration SILENT = Duration.ofMinutes(5);
  private static final String STOPPED = "no further event of its partition is processed";
  // Kept, because the JDK keeps no logger that nobody uses, and forgets its level with it.
  private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

  private final KafkaSettings settings;
  private final SourceContext context;
  private final TriggerMetrics metrics;
  private volatile @Nullable Running running;

  /** What exists between the start and the end. */
  private record Running(
      StreamLoop loop,
      Dispatcher dispatcher,
      DeadLetters deadLetters,
      DeadLetterRetries deadLetterRetries,
      InFlightJournal journal,
      Thread thread) {}

  KafkaSource(KafkaSettings settings, SourceContext context) {
    this.settings = settings;
    this.context = context;
    this.metrics = new TriggerMetrics("kafka", settings.name());
    if (CLIENTS.getLevel() == null) { // at INFO, each client writes its whole configuration
      CLIENTS.setLevel(Level.WARNING);
    }
  }

  @Override
  public String name() {
    return "kafka-" + settings.name();
  }

  @Override
  public void start(Calls calls) {
    ClientProperties properties = properties();
    DeadLetters deadLetters = new DeadLetters(settings, properties);
    DeadLetterRetries retries = new DeadLetterRetries(settings, context.logger());
    InFlightJournal journal = InFlightJournal.open(journalFile(), settings.parallelism());
    Dispatcher dispatcher =
        new Dispatcher(
            settings.parallelism(),
            context.threads(),
            new Attempts(settings.failures(), STOPPED, calls, context),
            deadLetters,
            retries,
            journal,
            metrics);
    StreamLoop loop =
        new StreamLoop(
            settings,
            properties,
            dispatcher,
            context.timeout(),
            metrics,
            context.logger(),
            context.end());
    Thread thread = new Thread(loop, name());
    thread.setDaemon(true);
    running = new Running(loop, dispatcher, deadLetters, retries, journal, thread);
    thread.start();
  }

  private ClientProperties properties() {
    return new ClientProperties(settings, Runtime.getRuntime().maxMemory());
  }

  private Path journalFile() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "kubeless-" + context.functionName() + "-" + name() + ".journal");
  }

  @Override
  public void pause() {
    Running present = running;
    if (present != null) {
      present.dispatcher().pause();
    }
  }

  @Override
  public void resume() {
    Running present = running;
    if (present != null) {
      present.dispatcher().resume();
    }
  }

  @Override
  public void drain(Duration most) throws InterruptedException {
    Running present = running;
    if (present != null) {
      Duration half = most.dividedBy(2);
      present.loop().drain(most.minus(half.compareTo(COMMIT) < 0 ? half : COMMIT));
      present.thread().join(most.toMillis() + 1);
      if (settings.temporary()) {
        TemporaryGroup.delete(settings, properties(), context.logger());
      }
      present.deadLetters().close();
      present.journal().close();
    }
  }

  @Override
  public String publish(NewEvent event) throws InvalidSource, IOException, InterruptedException {
    return Publication.publish(settings, properties(), event);
  }

  @Override
  public Health health() {
    Running present = running;
    if (present == null) {
      return Health.notReady(name() + ": not started");
    }
    StreamStatus status = present.loop().status();
    Duration age = age(status.pollNanos());
    if (!present.thread().isAlive() || (status.connected() && age.compareTo(SILENT) > 0)) {
      return Health.dead(name() + ": no poll for " + age.toSeconds() + " s");
    }
    String detail =
        String.format(
            Locale.ROOT,
            "%s: %d partitions, last poll %.1f s ago%s",
            name(),
            status.partitions(),
            age.toMillis() / 1000.0,
            status.problem().isEmpty() ? "" : ", " + status.problem());
    return status.connected() ? Health.ready(detail) : Health.notReady(detail);
  }

  private static Duration age(long nanos) {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - nanos));
  }

  @Override
  public void metrics(MetricSink sink) {
    Running present = running;
    if (present == null) {
      return;
    }
    StreamStatus status = present.loop().status();
    Duration oldest = status.oldestNanos() == 0 ? Duration.ZERO : age(status.oldestNanos());
    metrics.collect(sink, status.unsettled(), oldest, age(status.pollNanos()));
    sink.gauge(
        "function_events_lag",
        "Events of the assigned partitions that are not yet settled.",
        metrics.labels(),
        (double) status.lag());
    sink.gauge(
        "function_events_partitions",
        "Assigned partitions.",
        metrics.labels(),
        status.partitions());
    sink.gauge(
        "function_events_stopped_partitions",
        "Partitions that a failure has stopped.",
        metrics.labels(),
        status.stopped());
    sink.counter(
        "function_events_dead_letter_failures_total",
        "Failures to write a dead letter.",
        metrics.labels(),
        present.deadLetterRetries().failures());
  }
}
