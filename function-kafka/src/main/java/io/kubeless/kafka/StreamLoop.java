package io.kubeless.kafka;

import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Polls records of a consumer group and commits the offsets of those that are settled. */
final class StreamLoop implements Runnable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration FULL_POLL = Duration.ofMillis(20);
  private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LAST_COMMIT_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final ClientProperties properties;
  private final Dispatcher dispatcher;
  private final TriggerMetrics metrics;
  private final SourceContext context;
  private final Drain drain;
  private final TopicWatch topic;
  private volatile StreamStatus status = StreamStatus.initial();
  private long committedNanos; // belongs to the thread that polls

  StreamLoop(
      KafkaSettings settings,
      ClientProperties properties,
      Dispatcher dispatcher,
      TriggerMetrics metrics,
      SourceContext context,
      Drain drain) {
    this.settings = settings;
    this.properties = properties;
    this.dispatcher = dispatcher;
    this.metrics = metrics;
    this.context = context;
    this.drain = drain;
    this.topic = new TopicWatch(settings, properties, context.logger());
  }

  StreamStatus status() {
    return status;
  }

  @Override
  public void run() {
    new Sessions(
            settings,
            context,
            drain,
            () -> status.connected(),
            reason -> status = status.withProblem(reason))
        .repeat(this::session);
  }

  private void session()
      throws StartCheck.Impossible, StartCheck.Unreachable, IOException, InterruptedException {
    if (!status.connected()) {
      topic.note(StartCheck.run(settings, properties));
    }
    consume();
  }

  private void consume() throws IOException {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            properties.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Commits commits = new Commits(consumer, dispatcher, context.logger());
    Assignments assignments =
        new Assignments(
            consumer,
            dispatcher,
            commits,
            topic,
            settings.order(),
            settings.start(),
            properties.mostWait(context.timeout()),
            context.logger());
    try {
      consumer.subscribe(List.of(settings.topic()), assignments);
      poll(consumer, assignments, commits);
      drain(consumer, assignments, commits);
    } finally {
      if (!assignments.all().isEmpty() && !drain.requested()) { // after an exception
        assignments.onPartitionsLost(List.copyOf(consumer.assignment()));
      }
      topic.close();
      consumer.close(
          CloseOptions.timeout(LEAVE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  /**
   * Polls on other threads, one at a time, until the trigger is drained. They are platform threads,
   * because a virtual thread that waits for the broker wakes several others.
   */
  private void poll(
      KafkaConsumer<byte[], byte[]> consumer, Assignments assignments, Commits commits) {
    Fetches fetches = new Fetches(consumer, dispatcher, properties.bufferBytes());
    boolean ended = false;
    while (!ended) {
      PollTurn turn = new PollTurn();
      Thread thread =
          new Thread(
              () -> turn.run(() -> poll(consumer, assignments, commits, fetches, turn)),
              Thread.currentThread().getName() + "-poll");
      thread.setDaemon(true);
      thread.start();
      ended = turn.await();
    }
  }

  private void poll(
      KafkaConsumer<byte[], byte[]> consumer,
      Assignments assignments,
      Commits commits,
      Fetches fetches,
      PollTurn turn) {
    while (!drain.requested()) {
      Duration most = fetches.full() ? FULL_POLL : POLL;
      Duration next = dispatcher.promote().orElse(most);
      ConsumerRecords<byte[], byte[]> records =
          consumer.poll(next.compareTo(most) < 0 ? next : most);
      metrics.received(records.count());
      assignments.add(records);
      assignments.identify(topic.answer());
      fetches.limit(assignments.all());
      if (System.nanoTime() - committedNanos > COMMIT_NANOS) {
        committedNanos = System.nanoTime();
        commits.begin(assignments.all());
        status = status(consumer, assignments);
        endIfStuck();
      } else {
        status = status.polled();
      }
      if (!records.isEmpty() && dispatcher.quick(records.count())) {
        turn.lend();
        dispatcher.workHere(turn::taken);
        if (!turn.takeBack()) {
          return;
        }
      } else {
        dispatcher.start();
      }
    }
  }

  private void endIfStuck() {
    dispatcher
        .stuck(context.timeout().multipliedBy(2))
        .ifPresent(
            event ->
                context
                    .end()
                    .request(
                        ProcessEnd.Cause.FAILURE,
                        "the call for event "
                            + event
                            + " is still running after twice the timeout"));
  }

  private void drain(
      KafkaConsumer<byte[], byte[]> consumer, Assignments assignments, Commits commits) {
    assignments.beginDrain();
    while (!assignments.drained() && !drain.left().isZero()) {
      consumer.poll(Duration.ofMillis(20)); // to remain a member of the group
      commits.begin(assignments.all());
    }
    commits.commit(assignments.all(), System.nanoTime() + LAST_COMMIT_NANOS);
  }

  private StreamStatus status(KafkaConsumer<byte[], byte[]> consumer, Assignments assignments) {
    long unsettled = 0;
    long oldest = 0;
    long lag = 0;
    int stopped = 0;
    for (Partition partition : assignments.all()) {
      PartitionState state = dispatcher.state(partition);
      OptionalLong unread = consumer.currentLag(partition.id);
      unsettled += state.unsettled();
      lag += state.unsettled() + unread.orElse(0);
      stopped += state.stopped() ? 1 : 0;
      if (state.oldestNanos() != 0 && (oldest == 0 || state.oldestNanos() - oldest < 0)) {
        oldest = state.oldestNanos();
      }
    }
    int partitions = assignments.all().size();
    String problem =
        stopped == 0 ? topic.problem() : stopped + " partitions are stopped after a failure";
    return new StreamStatus(
        status.connected() || !settings.temporary() || hasPositions(consumer),
        System.nanoTime(),
        topic.answeredNanos(),
        partitions,
        unsettled,
        oldest,
        lag,
        stopped,
        problem);
  }

  /**
   * Returns whether the positions are known, so that a developer's process, which begins with the
   * newest event, receives all events from now on.
   */
  private static boolean hasPositions(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.groupMetadata().generationId() >= 0
        && consumer.assignment().stream().allMatch(id -> consumer.currentLag(id).isPresent());
  }
}
