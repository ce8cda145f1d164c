package io.kubeless.runtime.source;

/**
 * Reports invalid settings of a source. The process exits with 78, and the message is written to
 * the termination log.
 */
public final class InvalidSource extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message names the variable and the values that it may have. */
  public InvalidSource(String message) {
    super(message);
  }
}
