package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;

/**
 * Receives the events of one trigger with several members of a share group. There are as many as
 * events may be processed at the same time, because a member gets no further event while it has
 * one.
 */
final class QueueReceiver implements Receiver {
  private static final Duration LAG = Duration.ofSeconds(10);
  private static final Duration JOIN = Duration.ofSeconds(2);
  private static final Duration LEAVE = Duration.ofSeconds(3);
  private static final Duration SILENT = Duration.ofMinutes(5);
  private static final Duration UNANSWERED = Duration.ofSeconds(25); // two questions and a timeout

  /** A member and its thread. */
  private record Running(QueueMember member, Thread thread) {}

  private final String name;
  private final Queue queue;
  private final InFlightJournal journal;
  private final List<Running> members;
  private final Thread thread;
  private volatile boolean started;
  private volatile boolean joined;
  private volatile String problem = "not connected yet";
  private volatile long lag;
  private volatile long answeredNanos = System.nanoTime();

  /**
   * Creates a receiver that is not started.
   *
   * @param name of the threads, and in messages
   */
  QueueReceiver(
      String name, KafkaSettings settings, SourceContext context, Calls calls, Path journalFile) {
    this.name = name;
    journal = InFlightJournal.open(journalFile, settings.parallelism());
    ClientProperties properties = new ClientProperties(settings, Runtime.getRuntime().maxMemory());
    // An event never stops a queue.
    Attempts attempts =
        new Attempts("Kafka trigger " + settings.name(), settings.failures(), "", calls, context);
    queue =
        new Queue(
            settings,
            properties,
            context,
            new QueueCalls(attempts, journal, context.threads()),
            new DeadLetters(settings, properties),
            new DeadLetterRetries(settings, context.logger()),
            new TriggerMetrics("kafka", settings.name()),
            new Drain(),
            new AtomicBoolean(),
            new AtomicBoolean());
    Sessions sessions =
        new Sessions(
            settings,
            context,
            queue.drain(),
            () -> queue.working().get(),
            reason -> problem = reason);
    members =
        IntStream.range(0, settings.parallelism())
            .mapToObj(number -> member(sessions, number))
            .toList();
    thread = new Thread(() -> sessions.repeat(this::session), name);
    thread.setDaemon(true);
  }

  private Running member(Sessions sessions, int number) {
    QueueMember member = new QueueMember(queue, sessions);
    Thread own = new Thread(member, name + "-" + number);
    own.setDaemon(true);
    return new Running(member, own);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void session()
      throws StartCheck.Impossible, StartCheck.Unreachable, IOException, InterruptedException {
    if (!started) {
      StartCheck.run(queue.settings(), queue.properties());
      GroupCheck.run(queue.settings(), queue.properties());
      started = true;
      members.forEach(each -> each.thread().start());
    }
    problem = "";
    answeredNanos = System.nanoTime();
    try (Admin admin = Admin.create(queue.properties().admin())) {
      boolean assigned = false;
      do {
        lag = lag(admin);
        joined |= assigned; // some time ago, so that members have asked for events since
        assigned = joined || !queue.settings().temporary() || hasAssignment(admin);
      } while (!queue.drain().awaitRequest(joined ? LAG : JOIN));
    }
  }

  /** Returns whether a member may get events. */
  private boolean hasAssignment(Admin admin) throws InterruptedException {
    String group = queue.settings().group();
    try {
      return admin.describeShareGroups(List.of(group)).all().get().values().stream()
          .flatMap(each -> each.members().stream())
          .anyMatch(each -> !each.assignment().topicPartitions().isEmpty());
    } catch (ExecutionException e) { // there is no group before its first member has joined
      queue.context().logger().log(System.Logger.Level.DEBUG, "the members are not known", e);
      return false;
    }
  }

  /** Returns the number of events of the group that are not settled, as far as it is known. */
  private long lag(Admin admin) throws InterruptedException {
    String group = queue.settings().group();
    try {
      long sum =
          admin
              .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
              .partitionsToOffsetInfo(group)
              .get()
              .values()
              .stream()
              .filter(Objects::nonNull) // there is none before the first event of a partition
              .mapToLong(each -> each.lag().orElse(0L))
              .sum();
      answeredNanos = System.nanoTime();
      return sum;
    } catch (ExecutionException e) {
      queue.context().logger().log(System.Logger.Level.DEBUG, "the lag is not known", e);
      return lag;
    }
  }

  @Override
  public void pause() {
    queue.paused().set(true);
  }

  @Override
  public void resume() {
    queue.paused().set(false);
  }

  @Override
  public void drain(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    Duration half = most.dividedBy(2);
    queue.drain().request(most.minus(half.compareTo(LEAVE) < 0 ? half : LEAVE));
    for (Running each : members) {
      each.thread().join(1 + Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
    }
    queue.deadLetters().close();
    journal.close();
  }

  @Override
  public Health health() {
    Duration silence = silence();
    boolean ended = thread.getState() == Thread.State.TERMINATED && !queue.drain().requested();
    if (ended || (started && silence.compareTo(SILENT) > 0)) {
      return Health.dead(name + ": no poll for " + silence.toSeconds() + " s");
    }
    String detail =
        String.format(
            Locale.ROOT,
            "%s: %d members of a share group, last poll %.1f s ago%s",
            name,
            members.size(),
            silence.toMillis() / 1000.0,
            problem.isEmpty() ? unanswered() : ", " + problem);
    // A developer's process begins with the newest event, after its members have joined.
    boolean ready = started && (!queue.settings().temporary() || joined);
    return ready ? Health.ready(detail) : Health.notReady(detail);
  }

  private String unanswered() {
    Duration age = age(answeredNanos);
    return age.compareTo(UNANSWERED) > 0
        ? ", no answer about the group for " + age.toSeconds() + " s"
        : "";
  }

  /** Returns the time since the last sign of life of the member whose last one is the oldest. */
  private Duration silence() {
    return members.stream()
        .map(each -> age(each.member().aliveNanos()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static Duration age(long nanos) {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - nanos));
  }

  @Override
  public void metrics(MetricSink sink) {
    List<Long> received =
        members.stream().map(each -> each.member().receivedNanos()).filter(n -> n != 0).toList();
    Duration oldest =
        received.stream().map(QueueReceiver::age).max(Duration::compareTo).orElse(Duration.ZERO);
    Duration silence = silence();
    Duration unanswered = age(answeredNanos);
    queue
        .metrics()
        .collect(
            sink,
            received.size(),
            oldest,
            unanswered.compareTo(silence) > 0 ? unanswered : silence);
    sink.gauge(
        "function_events_lag",
        "Events of the share group that are not yet settled.",
        queue.metrics().labels(),
        (double) lag);
    sink.counter(
        "function_events_dead_letter_failures_total",
        "Failures to write a dead letter.",
        queue.metrics().labels(),
        queue.deadLetterRetries().failures());
  }
}
