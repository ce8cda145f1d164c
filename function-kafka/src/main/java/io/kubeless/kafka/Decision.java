package io.kubeless.kafka;

import io.kubeless.runtime.source.Failure;
import java.time.Duration;

/** What is done with a record after an attempt. */
sealed interface Decision {

  /** The function has processed the record. */
  record Succeeded() implements Decision {}

  /** The record is given up without a dead letter. */
  record Skip() implements Decision {}

  /** The record is tried again after a delay. */
  record Retry(Duration delay) implements Decision {}

  /** The record is written to the dead-letter topic. */
  record WriteDeadLetter(Failure failure) implements Decision {}

  /** No further record of the partition is processed. */
  record StopPartition() implements Decision {}

  /** The function was not called; the record is offered again soon. */
  record Postpone() implements Decision {}

  /** The process ends, and the record must not be acknowledged. */
  record Keep() implements Decision {}
}
