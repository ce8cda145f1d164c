package io.kubeless.function;

import java.time.Duration;

/** Asks the sender to deliver the event again later: 503 with {@code Retry-After}. */
public class RetryableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration after;

  /**
   * Creates an exception that asks for another delivery.
   *
   * @param message the text that is logged; it is not sent
   * @param after how long the sender should wait; it is sent in whole seconds, rounded up
   * @param cause the reason why the event could not be handled now
   * @throws IllegalArgumentException if {@code after} is negative
   */
  public RetryableException(String message, Duration after, Throwable cause) {
    super(message, cause);
    if (after.isNegative()) {
      throw new IllegalArgumentException("after must not be negative: " + after);
    }
    this.after = after;
  }

  /**
   * Returns how long the sender should wait.
   *
   * @return zero or more
   */
  public final Duration after() {
    return after;
  }
}
