package io.kubeless.runtime.auth;

/** Reports why a token is not accepted. The message contains no part of it. */
final class InvalidToken extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidToken(Reason reason, String message) {
    super(message, null, false, false); // an expected event, whose stack trace nobody reads
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
