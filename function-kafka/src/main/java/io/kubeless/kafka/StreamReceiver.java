package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Receives the events of one trigger as a member of a consumer group. */
final class StreamReceiver implements Receiver {
  private static final String STOPPED = "no further event of its partition is processed";
  private static final Duration COMMIT = Duration.ofSeconds(3); // of the last offsets
  private static final Duration SILENT = Duration.ofMinutes(5);

  private final String name;
  private final TriggerMetrics metrics;
  private final DeadLetters deadLetters;
  private final DeadLetterRetries deadLetterRetries;
  private final InFlightJournal journal;
  private final Dispatcher dispatcher;
  private final Drain drain = new Drain();
  private final StreamLoop loop;
  private final Thread thread;

  /**
   * Creates a receiver that is not started.
   *
   * @param name of the thread, and in messages
   */
  StreamReceiver(
      String name, KafkaSettings settings, SourceContext context, Calls calls, Path journalFile) {
    this.name = name;
    metrics = new TriggerMetrics("kafka", settings.name());
    ClientProperties properties = new ClientProperties(settings, Runtime.getRuntime().maxMemory());
    deadLetters = new DeadLetters(settings, properties);
    deadLetterRetries = new DeadLetterRetries(settings, context.logger());
    journal = InFlightJournal.open(journalFile, settings.parallelism());
    dispatcher =
        new Dispatcher(
            settings.parallelism(),
            context.threads(),
            new Attempts(
                "Kafka trigger " + settings.name(), settings.failures(), STOPPED, calls, context),
            deadLetters,
            deadLetterRetries,
            journal,
            metrics);
    loop = new StreamLoop(settings, properties, dispatcher, metrics, context, drain);
    thread = new Thread(loop, name);
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
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
  public void drain(Duration most) throws InterruptedException {
    Duration half = most.dividedBy(2);
    drain.request(most.minus(half.compareTo(COMMIT) < 0 ? half : COMMIT));
    thread.join(most.toMillis() + 1);
    deadLetters.close();
    journal.close();
  }

  @Override
  public Health health() {
    StreamStatus status = loop.status();
    Duration age = age(status.pollNanos());
    if (thread.getState() == Thread.State.TERMINATED
        || (status.connected() && age.compareTo(SILENT) > 0)) {
      return Health.dead(name + ": no poll for " + age.toSeconds() + " s");
    }
    String detail =
        String.format(
            Locale.ROOT,
            "%s: %d partitions, last poll %.1f s ago%s",
            name,
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
    StreamStatus status = loop.status();
    Duration oldest = status.oldestNanos() == 0 ? Duration.ZERO : age(status.oldestNanos());
    long silentSince = Math.min(status.pollNanos(), status.answeredNanos());
    metrics.collect(sink, status.unsettled(), oldest, age(silentSince));
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
        deadLetterRetries.failures());
  }
}
