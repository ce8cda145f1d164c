package io.kubeless.runtime.auth;

/**
 * Reports settings or files that requests cannot be authenticated with. The process exits with 78,
 * and the message, which contains no secret, is written to the termination log.
 */
public final class InvalidAuthentication extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidAuthentication(String message) {
    super(message);
  }
}
