package io.kubeless.function;

/** Answers the event with a status and a message of the function's choice. */
public class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Makes an exception that is answered with a status and a message.
   *
   * @param status 400 to 599
   * @param message is sent to the caller: it says what to change, and holds no internals
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
