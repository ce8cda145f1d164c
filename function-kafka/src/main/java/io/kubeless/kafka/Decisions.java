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

  /** Removes the records that a run has settled. */
  void progress(LaneRun run) {
    Lane lane = run.lane;
    for (int i = 0; i < run.settled(); i++) {
      lane.partition.settled(lane.queue.getFirst());
      lane.removeFirst();
    }
    metrics.succeeded(run.settled());
  }

  /** Applies what was decided about the record at which a run has ended, and schedules its lane. */
  void apply(Lane lane, Decision decision) {
    lanes.end();
    if (decision instanceof Decision.WriteDeadLetter write) { // it is running until it is stored
      PendingRecord record = lane.queue.getFirst();
      record.attempts = write.failure().attempts();
      record.failed(write.failure());
      lanes.suspend(lane);
      return;
    }
    lane.partition.running--;
    if (decision instanceof Decision.Succeeded) {
      lanes.release(lane);
    } else if (decision instanceof Decision.Skip) {
      metrics.skipped();
      settle(lane);
      lanes.release(lane);
    } else if (decision instanceof Decision.Retry retry) {
      metrics.retried();
      lane.queue.getFirst().attempts++;
      lanes.delay(lane, retry.delay());
    } else if (decision instanceof Decision.Postpone) {
      lanes.delay(lane, POSTPONED);
    } else {
      lane.partition.stop();
      lanes.suspend(lane);
    }
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
      settle(lane);
      lanes.release(lane);
    } else if (!lane.partition.closed) {
      record.deadLetterFailures++;
      lanes.delay(
          lane, deadLetterRetries.after(record.record(), record.deadLetterFailures, problem));
    }
  }

  private static void settle(Lane lane) {
    PendingRecord record = lane.queue.getFirst();
    record.settle();
    lane.partition.settled(record);
    lane.removeFirst();
  }
}
