package io.kubeless.runtime;

/** An event that cannot be read: 400, or 415 for a form that is not spoken here. */
final class MalformedEvent extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  MalformedEvent(int status, String reason) {
    super(reason);
    this.status = status;
  }

  MalformedEvent(String reason) {
    this(400, reason);
  }

  int status() {
    return status;
  }
}
