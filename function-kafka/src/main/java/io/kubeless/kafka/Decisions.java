package io.kubeless.kafka;

import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.TriggerMetrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Applies what was decided about the first record of a lane, and schedules the lane. Guarded by the
 * lock of the {@link Dispatcher}.
 */
final class Decisions {
  private static final Duration POSTPONED = Duration.ofMillis(50);

  private final Lanes lanes;
  private final DeadLetterRetries deadLetterRetries;
  private final TriggerMetrics metrics;

  Decisions(Lanes lanes, DeadLetterRetries deadLetterRetries, TriggerMetrics metrics) {
    this.lanes = lanes;
    this.deadLetterRetries = deadLetterRetries;
    this.metrics = metrics;
  }

  /**
   * Applies a decision.
   *
   * @return whether the next record of the lane may follow at once; otherwise the lane is scheduled
   */
  boolean apply(Lane lane, PendingRecord record, Decision decision) {
    lanes.end();
    if (decision instanceof Decision.WriteDeadLetter write) { // it is running until it is stored
      record.attempts = write.failure().attempts();
      record.failed(write.failure());
      lanes.suspend(lane);
      return false;
    }
    lane.partition.running--;
    if (decision instanceof Decision.Succeeded) {
      metrics.succeeded();
      settle(lane, record);
      return true;
    }
    if (decision instanceof Decision.Skip) {
      metrics.skipped();
      settle(lane, record);
      return true;
    }
    if (decision instanceof Decision.Retry retry) {
      metrics.retried();
      record.attempts++;
      lanes.delay(lane, retry.delay());
    } else if (decision instanceof Decision.Postpone) {
      lanes.delay(lane, POSTPONED);
    } else {
      lane.partition.stop();
      lanes.suspend(lane);
    }
    return false;
  }

  /**
   * Settles a record whose dead letter was stored, or schedules the next attempt to store it.
   *
   * @param problem why it was not stored, {@code null} if it was
   */
  void written(Lane lane, PendingRecord record, @Nullable Exception problem) {
    lane.partition.running--;
    if (problem == null) {
      metrics.deadLettered();
      settle(lane, record);
      lanes.release(lane);
    } else if (!lane.partition.closed) {
      record.deadLetterFailures++;
      lanes.delay(
          lane, deadLetterRetries.after(record.record(), record.deadLetterFailures, problem));
    }
  }

  private static void settle(Lane lane, PendingRecord record) {
    lane.partition.settle(record);
    lane.removeFirst();
  }
}
