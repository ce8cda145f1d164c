package io.kubeless.kafka;

import io.kubeless.runtime.source.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Repeats the writing of dead letters without end: until it has succeeded, the event is not
 * acknowledged.
 */
final class DeadLetterRetries {
  private static final RetryPolicy POLICY =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(500), Duration.ofSeconds(10));

  private final String topic;
  private final System.Logger logger;
  private final AtomicLong failures = new AtomicLong();

  DeadLetterRetries(KafkaSettings settings, System.Logger logger) {
    this.topic = settings.failures().deadLetters().orElse("");
    this.logger = logger;
  }

  /**
   * Reports a failure, one of several in a row for the same event, and returns the delay before the
   * next attempt.
   */
  Duration after(ConsumerRecord<?, ?> record, int failuresInARow, Exception problem) {
    failures.incrementAndGet();
    Duration delay = POLICY.delay(failuresInARow, ThreadLocalRandom.current());
    logger.log(
        System.Logger.Level.WARNING,
        "the dead letter of event "
            + RecordMessage.id(record)
            + " could not be written to "
            + topic
            + "; the event is not acknowledged, and the next attempt is in "
            + delay.toMillis()
            + " ms: "
            + problem);
    return delay;
  }

  /** Returns the number of failures since the start of the process. */
  long failures() {
    return failures.get();
  }
}
