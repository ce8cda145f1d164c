package io.kubeless.runtime.source;

/** Reports an event that cannot be read, with a status of HTTP that its sender understands. */
public final class MalformedEvent extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates the exception.
   *
   * @param status 400, or 415 for a form that is not read here
   * @param reason sent to the sender; it names the place in the event and never the content
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
