package io.kubeless.runtime.source;

import java.util.Set;

/** The action of a source on an event after an attempt. */
public enum Verdict {
  /** The event is processed. */
  ACKNOWLEDGE,
  /** Another attempt may succeed. */
  RETRY,
  /** Another attempt would fail in the same way: the event is stored as a dead letter. */
  DEAD_LETTER;

  private static final Set<Integer> RETRYABLE = Set.of(404, 408, 409, 425, 429);

  /**
   * Returns the verdict for an HTTP status. A status below 300 is a success; with 404, 408, 409,
   * 425, 429 and every status from 500 on, another attempt may succeed.
   */
  public static Verdict of(int status) {
    if (status >= 200 && status < 300) {
      return ACKNOWLEDGE;
    }
    return status >= 500 || RETRYABLE.contains(status) ? RETRY : DEAD_LETTER;
  }
}
