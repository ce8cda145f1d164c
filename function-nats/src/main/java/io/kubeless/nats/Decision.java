package io.kubeless.nats;

import io.kubeless.runtime.source.Failure;
import java.time.Duration;

/** What is done with a message after an attempt. */
sealed interface Decision {

  /** The function has processed the message. */
  record Succeeded() implements Decision {}

  /** The message is given up without a dead letter. */
  record Skip() implements Decision {}

  /** The message is tried again after a delay. */
  record Retry(Duration delay) implements Decision {}

  /** The message is published with the dead-letter subject. */
  record WriteDeadLetter(Failure failure) implements Decision {}

  /** No further message is processed. */
  record Stop() implements Decision {}

  /** The function was not called; the message is offered again soon. */
  record Postpone() implements Decision {}

  /** The process ends, and the message must not be acknowledged. */
  record Keep() implements Decision {}
}
