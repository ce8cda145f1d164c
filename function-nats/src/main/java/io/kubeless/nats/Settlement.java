package io.kubeless.nats;

import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.Failure;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.TriggerMetrics;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does with a message what was decided. A message is acknowledged after its outcome, and the
 * acknowledgement is repeated if the server does not confirm it. A dead letter that cannot be
 * stored is tried without end: until it is stored, the message is not acknowledged.
 */
final class Settlement {
  private static final Duration ACK = Duration.ofSeconds(2);
  private static final int MOST_UNANSWERED = 3;
  private static final RetryPolicy REPEATS =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(200), Duration.ofSeconds(5));

  private final NatsSettings.JetStream settings;
  private final TriggerMetrics metrics;
  private final System.Logger logger;
  private final Drain drain;
  private final AtomicLong deadLetterFailures = new AtomicLong();

  Settlement(
      NatsSettings.JetStream settings, TriggerMetrics metrics, System.Logger logger, Drain drain) {
    this.settings = settings;
    this.metrics = metrics;
    this.drain = drain;
    this.logger = logger;
  }

  /** Returns the number of failures to store a dead letter since the start of the process. */
  long deadLetterFailures() {
    return deadLetterFailures.get();
  }

  /**
   * Does what was decided, except {@link Decision.Postpone}.
   *
   * @return false if no further message is to be processed, and this one is to be kept
   */
  boolean settle(HeldMessage held, Decision decision) throws InterruptedException {
    if (decision instanceof Decision.Succeeded) {
      metrics.succeeded();
      acknowledge(held);
    } else if (decision instanceof Decision.Skip) {
      metrics.skipped();
      acknowledge(held);
    } else if (decision instanceof Decision.Retry retry) {
      metrics.retried();
      held.giveBack(retry.delay());
    } else if (decision instanceof Decision.WriteDeadLetter write) {
      if (stored(held, write.failure())) {
        metrics.deadLettered();
        acknowledge(held);
      } else {
        held.giveBack(Duration.ZERO);
      }
    } else {
      held.abandoned |= decision instanceof Decision.Keep;
    }
    return !(decision instanceof Decision.Stop);
  }

  /**
   * Acknowledges a message. The server answers no acknowledgement of a message that it does not
   * know to be delivered, as after a crash in which it has lost its last notes; it delivers such a
   * message again. It would take that of a message of a former stream for one of the message that
   * has its sequence now.
   */
  private void acknowledge(HeldMessage held) throws InterruptedException {
    int unanswered = 0;
    while (unanswered < MOST_UNANSWERED) {
      if (held.former()) {
        return;
      }
      Connection.Status status = held.message.getConnection().getStatus();
      try {
        held.message.ackSync(ACK);
        return;
      } catch (TimeoutException | IllegalStateException e) {
        unanswered += status == Connection.Status.CONNECTED ? 1 : 0;
      }
      if (status == Connection.Status.CLOSED || drain.awaitEnd(delay(unanswered))) {
        break;
      }
    }
    logger.log(
        System.Logger.Level.WARNING,
        "event "
            + held.id()
            + " is processed, but the server has not confirmed it: it is delivered again");
  }

  private boolean stored(HeldMessage held, Failure failure) throws InterruptedException {
    String subject = settings.failures().deadLetters().orElseThrow();
    for (int failures = 1; ; failures++) {
      try {
        DeadLetters.publish(held.message.getConnection().jetStream(), held, failure, subject);
        return true;
      } catch (IOException | JetStreamApiException | RuntimeException e) {
        deadLetterFailures.incrementAndGet();
        Duration delay = delay(failures);
        logger.log(
            System.Logger.Level.WARNING,
            "the dead letter of event "
                + held.id()
                + " could not be stored with subject "
                + subject
                + "; the event is not acknowledged, and the next attempt is in "
                + delay.toMillis()
                + " ms: "
                + e.getMessage());
        if (drain.awaitRequest(delay)
            || held.message.getConnection().getStatus() == Connection.Status.CLOSED) {
          return false;
        }
      }
    }
  }

  private static Duration delay(int failures) {
    return REPEATS.delay(failures, ThreadLocalRandom.current());
  }
}
