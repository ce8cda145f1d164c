package io.kubeless.kafka;

import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.TriggerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Polls records of a consumer group and commits the offsets of those that are settled. */
final class StreamLoop implements Runnable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LAST_COMMIT_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final Duration LEAVE = Duration.ofSeconds(5);
  private static final RetryPolicy RECONNECTS =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final KafkaSettings settings;
  private final ClientProperties properties;
  private final Dispatcher dispatcher;
  private final Duration timeout;
  private final TriggerMetrics metrics;
  private final System.Logger logger;
  private final ProcessEnd end;
  private final CountDownLatch draining = new CountDownLatch(1);
  private volatile long drainDeadlineNanos;
  private volatile StreamStatus status = StreamStatus.initial();

  StreamLoop(
      KafkaSettings settings,
      ClientProperties properties,
      Dispatcher dispatcher,
      Duration timeout,
      TriggerMetrics metrics,
      System.Logger logger,
      ProcessEnd end) {
    this.settings = settings;
    this.properties = properties;
    this.dispatcher = dispatcher;
    this.timeout = timeout;
    this.metrics = metrics;
    this.logger = logger;
    this.end = end;
  }

  StreamStatus status() {
    return status;
  }

  /** Lets the loop end soon. */
  void drain(Duration most) {
    drainDeadlineNanos = System.nanoTime() + most.toNanos();
    draining.countDown();
  }

  @Override
  public void run() {
    try {
      for (int failures = 1; !isDraining(); failures++) {
        try {
          if (!status.connected()) {
            StartCheck.run(settings, properties);
          }
          failures = 0;
          consume();
        } catch (StartCheck.Impossible e) {
          impossible(String.valueOf(e.getMessage()));
        } catch (StartCheck.Unreachable e) {
          unreachable(String.valueOf(e.getMessage()), failures);
        } catch (FencedInstanceIdException e) {
          end.request(
              ProcessEnd.Cause.FAILURE,
              "another process has taken the place of member " + settings.member().orElse(""));
          return;
        } catch (AuthenticationException
            | AuthorizationException
            | UnsupportedVersionException
            | IOException e) {
          impossible(String.valueOf(StartCheck.impossible(settings, e).getMessage()));
        } catch (KafkaException e) {
          unreachable("Kafka trigger " + settings.name() + ": " + e, failures);
        }
        pause(RECONNECTS.delay(Math.max(1, failures), ThreadLocalRandom.current()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDraining() {
    return draining.getCount() == 0;
  }

  private void pause(Duration delay) throws InterruptedException {
    if (draining.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
      logger.log(System.Logger.Level.DEBUG, "the wait for the brokers has ended");
    }
  }

  /** Ends the process if the trigger has never worked; afterwards, a login may work again. */
  private void impossible(String reason) {
    if (status.connected()) {
      unreachable(reason, 1);
    } else {
      status = status.withProblem(reason);
      end.request(ProcessEnd.Cause.CONFIGURATION, reason);
    }
  }

  private void unreachable(String reason, int failures) {
    status = status.withProblem(reason);
    logger.log(
        failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
        reason + "; trying again");
  }

  private void consume() throws IOException {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            properties.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Commits commits = new Commits(consumer, dispatcher, logger);
    Assignments assignments =
        new Assignments(
            consumer,
            dispatcher,
            commits,
            settings.order(),
            properties.bufferBytes(),
            properties.mostWait(timeout),
            logger);
    try {
      consumer.subscribe(List.of(settings.topic()), assignments);
      poll(consumer, assignments, commits);
      drain(consumer, assignments, commits);
    } finally {
      if (!assignments.all().isEmpty() && !isDraining()) { // after an exception
        assignments.onPartitionsLost(List.copyOf(consumer.assignment()));
      }
      consumer.close(
          CloseOptions.timeout(LEAVE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  private void poll(
      KafkaConsumer<byte[], byte[]> consumer, Assignments assignments, Commits commits) {
    long committedNanos = System.nanoTime();
    while (!isDraining()) {
      Duration next = dispatcher.promote().orElse(POLL);
      ConsumerRecords<byte[], byte[]> records =
          consumer.poll(next.compareTo(POLL) < 0 ? next : POLL);
      metrics.received(records.count());
      assignments.add(records);
      assignments.limit();
      if (System.nanoTime() - committedNanos > COMMIT_NANOS) {
        committedNanos = System.nanoTime();
        commits.begin(assignments.all());
        status = status(consumer, assignments);
        dispatcher
            .stuck(timeout.multipliedBy(2))
            .ifPresent(
                event ->
                    end.request(
                        ProcessEnd.Cause.FAILURE,
                        "the call for event "
                            + event
                            + " is still running after twice the timeout"));
      } else {
        status = status.polled();
      }
    }
  }

  private void drain(
      KafkaConsumer<byte[], byte[]> consumer, Assignments assignments, Commits commits) {
    assignments.beginDrain();
    while (!assignments.drained() && System.nanoTime() - drainDeadlineNanos < 0) {
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
    String problem = stopped == 0 ? "" : stopped + " partitions are stopped after a failure";
    return new StreamStatus(
        status.connected() || !settings.temporary() || hasPositions(consumer),
        System.nanoTime(),
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
