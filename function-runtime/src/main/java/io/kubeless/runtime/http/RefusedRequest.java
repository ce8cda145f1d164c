package io.kubeless.runtime.http;

import java.io.IOException;

/** A request that the server refuses. It answers it, and closes the connection. */
final class RefusedRequest extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates a refusal.
   *
   * @param status 4xx or 5xx
   * @param reason one line for the client, without any part of the request
   */
  RefusedRequest(int status, String reason) {
    super(reason);
    this.status = status;
  }

  /** Returns a refusal because of memory that other requests use at the moment. */
  static RefusedRequest outOfMemory() {
    return new RefusedRequest(503, "not enough memory for this request; try again later");
  }

  int status() {
    return status;
  }
}
