package io.kubeless.runtime.http;

import java.io.IOException;

/** A request that is answered by the server itself, after which its connection is closed. */
final class RefusedRequest extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Makes a refusal.
   *
   * @param status 4xx or 5xx
   * @param reason one line for the client that holds nothing of the request
   */
  RefusedRequest(int status, String reason) {
    super(reason);
    this.status = status;
  }

  /** Returns a refusal for want of memory, which other requests will soon give back. */
  static RefusedRequest outOfMemory() {
    return new RefusedRequest(503, "no memory is free for this request");
  }

  int status() {
    return status;
  }
}
