package io.kubeless.runtime.http;

import java.io.IOException;

/** Reports that the rest of a request has not arrived yet, so that another thread waits for it. */
final class Incomplete extends IOException {
  private static final long serialVersionUID = 1L;

  Incomplete() {
    super("the rest of the request has not arrived yet");
  }

  @Override
  public synchronized Throwable fillInStackTrace() { // it is no failure
    return this;
  }
}
