package io.kubeless.nats;

import io.kubeless.runtime.source.BrokerDelivery;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.Failure;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import io.kubeless.runtime.source.Verdict;
import io.nats.client.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls the function once for each message that is not stored. Writes one line to the log for each
 * failure; the event is lost then.
 */
final class CoreWorkers {
  private static final Duration POSTPONED = Duration.ofMillis(50);

  private final NatsSettings settings;
  private final Semaphore idle;
  private final SourceContext context;
  private final Calls calls;
  private final TriggerMetrics metrics;
  private final Map<Object, Long> startedNanos = new ConcurrentHashMap<>();
  private volatile boolean paused;

  CoreWorkers(NatsSettings settings, SourceContext context, Calls calls, TriggerMetrics metrics) {
    this.settings = settings;
    this.idle = new Semaphore(settings.parallelism());
    this.context = context;
    this.calls = calls;
    this.metrics = metrics;
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
  }

  /** Reserves a worker, and returns false if there is none within the time. */
  boolean reserve(Duration most) throws InterruptedException {
    if (paused) {
      Thread.sleep(POSTPONED.toMillis());
      return false;
    }
    return idle.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Releases a reserved worker. */
  void release() {
    idle.release();
  }

  /** Processes a message with a reserved worker, on another thread. */
  void run(Message message) {
    context
        .threads()
        .execute(
            () -> {
              startedNanos.put(message, System.nanoTime());
              try {
                process(message);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                startedNanos.remove(message);
                idle.release();
              }
            });
  }

  private void process(Message message) throws InterruptedException {
    ReceivedMessage received = StreamMessages.ofCore(message);
    while (true) {
      BrokerDelivery delivery = new BrokerDelivery(received, context.messages(), this::decide);
      calls.call(delivery);
      if (!(delivery.decision() instanceof Decision.Postpone)) {
        return;
      }
      Thread.sleep(POSTPONED.toMillis());
    }
  }

  private Decision decide(ReceivedMessage received, Outcome outcome) {
    if (outcome.verdict() == Verdict.ACKNOWLEDGE) {
      metrics.succeeded();
      return new Decision.Succeeded();
    }
    if (outcome instanceof Outcome.Rejected) {
      return new Decision.Postpone();
    }
    Throwable cause = cause(outcome);
    if (cause instanceof Error) {
      String line = trigger() + "an error has ended the processing of event " + received.id();
      context.logger().log(System.Logger.Level.ERROR, line, cause);
      context.end().request(ProcessEnd.Cause.FAILURE, line + ": " + cause.getClass().getName());
      return new Decision.Keep();
    }
    Failure failure = Failure.of(outcome, "", 1);
    context
        .logger()
        .log(
            System.Logger.Level.WARNING,
            trigger()
                + "event "
                + received.id()
                + " failed with "
                + failure.summary()
                + "; it is delivered at most once, and lost",
            cause);
    metrics.skipped();
    return new Decision.Skip();
  }

  private String trigger() {
    return "NATS trigger " + settings.name() + ": ";
  }

  private static @Nullable Throwable cause(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return failed.cause();
    }
    return outcome instanceof Outcome.RetryRequested retry ? retry.cause() : null;
  }

  /** Waits until no worker is busy, and returns whether that is so. */
  boolean awaitIdle(Duration most) throws InterruptedException {
    int parallelism = settings.parallelism();
    boolean all = idle.tryAcquire(parallelism, most.toMillis(), TimeUnit.MILLISECONDS);
    if (all) {
      idle.release(parallelism);
    }
    return all;
  }

  /** Ends the process if a call has been running for longer than twice the timeout. */
  void endIfStuck() {
    if (oldest().compareTo(context.timeout().multipliedBy(2)) > 0) {
      context
          .end()
          .request(
              ProcessEnd.Cause.FAILURE,
              "a call for an event of NATS trigger "
                  + settings.name()
                  + " is still running after twice the timeout");
    }
  }

  /** Returns the number of messages that are being processed. */
  int running() {
    return startedNanos.size();
  }

  /** Returns how long the oldest of them has been processed; zero if there is none. */
  Duration oldest() {
    return startedNanos.values().stream()
        .map(Pulse::age)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
