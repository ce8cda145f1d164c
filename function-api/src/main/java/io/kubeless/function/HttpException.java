package io.kubeless.function;

/** Answers the event with a status and a message. */
public class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates an exception that is answered with a status and a message.
   *
   * @param status 400 to 599
   * @param message the text that is sent to the caller; it must not contain internals
   * @throws IllegalArgumentException for any other status
   */
  public HttpException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be 400 to 599: " + status);
    }
    this.status = status;
  }

  /**
   * Returns the status.
   *
   * @return 400 to 599
   */
  public final int status() {
    return status;
  }
}
