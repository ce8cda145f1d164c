package io.kubeless.kafka;

import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.Failure;
import io.kubeless.runtime.source.ProcessEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A member of a share group, which processes one event at a time. The event remains locked, and the
 * lock is renewed, while the function runs, while the next attempt is awaited and while the dead
 * letter is written.
 */
final class QueueMember implements Runnable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSED = Duration.ofMillis(50);
  private static final Duration WORKING = Duration.ofSeconds(5);

  private final Queue queue;
  private final Sessions sessions;
  private volatile long aliveNanos = System.nanoTime();
  private volatile long receivedNanos; // 0 if there is no event

  QueueMember(Queue queue, Sessions sessions) {
    this.queue = queue;
    this.sessions = sessions;
  }

  @Override
  public void run() {
    sessions.repeat(this::session);
  }

  /** Returns when the member was last known to work, as {@link System#nanoTime}. */
  long aliveNanos() {
    return aliveNanos;
  }

  /** Returns when the current event was received, as {@link System#nanoTime}; 0 without one. */
  long receivedNanos() {
    return receivedNanos;
  }

  private void session() throws IOException, InterruptedException {
    long began = System.nanoTime();
    try (Leases leases =
        Leases.open(queue.settings(), queue.properties(), queue.context().logger())) {
      while (!queue.drain().requested()) {
        aliveNanos = System.nanoTime();
        if (queue.paused().get()) {
          leases.flush();
          if (queue.drain().awaitRequest(PAUSED)) {
            return;
          }
          continue;
        }
        ConsumerRecord<byte[], byte[]> record = leases.next(POLL);
        if (record != null) {
          queue.metrics().received(1);
          receivedNanos = System.nanoTime();
          process(leases, record);
          receivedNanos = 0;
        }
        if (record != null || aliveNanos - began > WORKING.toNanos()) {
          queue.working().set(true);
        }
      }
    }
  }

  private void process(Leases leases, ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    Optional<Decision> decision = decide(leases, record);
    if (decision.isPresent() && decision.get() instanceof Decision.WriteDeadLetter write) {
      if (!stored(leases, record, write.failure())) {
        decision = Optional.empty();
      }
    }
    if (decision.isEmpty()) {
      leases.settle(record, AcknowledgeType.RELEASE);
      return;
    }
    if (decision.get() instanceof Decision.Keep) { // the process ends, and the lock with it
      queue.drain().awaitRequest(Duration.ofDays(1));
      return;
    }
    count(decision.get());
    if (!leases.settle(record, AcknowledgeType.ACCEPT)) {
      warn(record, "has been processed after its lock was lost; it is delivered again");
    }
  }

  private void count(Decision decision) {
    if (decision instanceof Decision.Succeeded) {
      queue.metrics().succeeded();
    } else if (decision instanceof Decision.WriteDeadLetter) {
      queue.metrics().deadLettered();
    } else {
      queue.metrics().skipped();
    }
  }

  /**
   * Calls the function until it is decided what becomes of an event.
   *
   * @return empty if another member gets the event
   */
  private Optional<Decision> decide(Leases leases, ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    int attempt = record.deliveryCount().map(Short::intValue).orElse(1);
    if (attempt > queue.settings().failures().retries().attempts()) {
      return Optional.of(queue.calls().exhausted(record, attempt));
    }
    while (true) {
      QueueCalls.Call call = queue.calls().begin(record, attempt);
      Optional<Decision> decision = await(leases, record, call.decision, call);
      Duration delay = PAUSED;
      if (decision.isPresent() && decision.get() instanceof Decision.Retry retry) {
        queue.metrics().retried();
        attempt++;
        delay = retry.delay();
      } else if (decision.isEmpty() || !(decision.get() instanceof Decision.Postpone)) {
        return decision;
      }
      if (!pause(leases, record, delay)) {
        return Optional.empty();
      }
    }
  }

  /** Writes the dead letter, and returns false if another member gets the event. */
  private boolean stored(Leases leases, ConsumerRecord<byte[], byte[]> record, Failure failure)
      throws InterruptedException {
    for (int failures = 1; ; failures++) {
      CompletableFuture<Optional<Exception>> written = new CompletableFuture<>();
      queue.context().threads().execute(() -> write(record, failure, written)); // it may block
      Optional<Optional<Exception>> problem = await(leases, record, written, new QueueCalls.Call());
      if (problem.isEmpty()) {
        return false;
      }
      if (problem.get().isEmpty()) {
        return true;
      }
      Duration delay = queue.deadLetterRetries().after(record, failures, problem.get().get());
      if (!pause(leases, record, delay)) {
        return false;
      }
    }
  }

  private void write(
      ConsumerRecord<byte[], byte[]> record,
      Failure failure,
      CompletableFuture<Optional<Exception>> written) {
    queue
        .deadLetters()
        .write(record, failure, problem -> written.complete(Optional.ofNullable(problem)));
  }

  /** Waits for a result; empty if no more time is left for it. */
  private <T> Optional<T> await(
      Leases leases, ConsumerRecord<?, ?> record, CompletableFuture<T> result, QueueCalls.Call call)
      throws InterruptedException {
    while (true) {
      aliveNanos = System.nanoTime();
      try {
        long millis = Math.min(POLL.toMillis(), leases.untilRenewal().toMillis());
        return Optional.of(result.get(millis, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        leases.renew();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
      if (queue.drain().requested() && queue.drain().left().isZero()) {
        return Optional.empty();
      }
      if (call.age().compareTo(queue.context().timeout().multipliedBy(2)) > 0) {
        queue
            .context()
            .end()
            .request(
                ProcessEnd.Cause.FAILURE,
                "the call for event "
                    + RecordMessage.id(record)
                    + " is still running after twice the timeout");
      }
    }
  }

  /** Waits for the next attempt, and returns false if another member gets the event. */
  private boolean pause(Leases leases, ConsumerRecord<?, ?> record, Duration delay)
      throws InterruptedException {
    long end = System.nanoTime() + delay.toNanos();
    while (leases.holds(record)) {
      aliveNanos = System.nanoTime();
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Duration next = leases.untilRenewal();
      if (queue.drain().awaitRequest(left.compareTo(next) < 0 ? left : next)) {
        return false;
      }
      if (end - System.nanoTime() <= 0) {
        return true;
      }
      leases.renew();
    }
    warn(record, "waited for its next attempt when its lock was lost; it is delivered again");
    return false;
  }

  private void warn(ConsumerRecord<?, ?> record, String what) {
    queue
        .context()
        .logger()
        .log(System.Logger.Level.WARNING, "event " + RecordMessage.id(record) + " " + what);
  }
}
