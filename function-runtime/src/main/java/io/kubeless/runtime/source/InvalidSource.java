package io.kubeless.runtime.source;

/**
 * Reports invalid settings of a source. The process exits with 78, and the message is written to
 * the termination log.
 */
public final class InvalidSource extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. The message contains the name of the variable and its valid values. */
  public InvalidSource(String message) {
    super(message);
  }
}
