package io.kubeless.runtime.source;

import java.time.Duration;

/** What is done with an event of a broker after an attempt. */
public sealed interface Decision {

  /** The function has processed the event. */
  record Succeeded() implements Decision {
    /** The only value that is needed. */
    public static final Succeeded VALUE = new Succeeded();
  }

  /** The event is given up without a dead letter. */
  record Skip() implements Decision {}

  /** The event is tried again after a delay. */
  record Retry(Duration delay) implements Decision {}

  /** The event is stored as a dead letter. */
  record WriteDeadLetter(Failure failure) implements Decision {}

  /** No further event is processed, or none of the same partition. */
  record Stop() implements Decision {}

  /** The function was not called; the event is offered again soon. */
  record Postpone() implements Decision {}

  /** The process ends, and the event must not be acknowledged. */
  record Keep() implements Decision {}
}
