package io.kubeless.runtime.source;

/** Reports an event that cannot be read, with an HTTP status for its sender. */
public final class MalformedEvent extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates the exception.
   *
   * @param status 400, or 415 if the form of the event is not supported
   * @param reason text for the sender; it contains the place in the event but never its content
   */
  public MalformedEvent(int status, String reason) {
    super(reason);
    this.status = status;
  }

  /** Creates the exception with status 400. */
  public MalformedEvent(String reason) {
    this(400, reason);
  }

  /** Returns the status. */
  public int status() {
    return status;
  }
}
