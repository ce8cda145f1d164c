package io.kubeless.runtime.http;

import java.time.Duration;

/**
 * What one client may ask of the server.
 *
 * @param requestLineBytes longest request line, else 414
 * @param headerBytes all header fields of a request together, else 431
 * @param headerCount number of header fields, else 431
 * @param bodyBytes longest body, else 413
 * @param connections open connections, else 503
 * @param headDeadline from the first byte of a request to the end of its header, else 408
 * @param bodyDeadline for a body of any length, and again for each 64 KiB that arrived, else 408
 * @param idle how long a connection may wait for its next request before it is closed
 * @param writeDeadline how long one write of a response may take before the connection is closed
 */
public record Limits(
    int requestLineBytes,
    int headerBytes,
    int headerCount,
    long bodyBytes,
    int connections,
    Duration headDeadline,
    Duration bodyDeadline,
    Duration idle,
    Duration writeDeadline) {

  /** The limits of a server that nobody configured: proxies keep connections for up to 600 s. */
  public static final Limits DEFAULT =
      new Limits(
          8 * 1024,
          32 * 1024,
          100,
          6L * 1024 * 1024,
          4096,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(620),
          Duration.ofSeconds(15));

  /** Returns these limits with another longest body. */
  public Limits withBodyBytes(long bytes) {
    return new Limits(
        requestLineBytes,
        headerBytes,
        headerCount,
        bytes,
        connections,
        headDeadline,
        bodyDeadline,
        idle,
        writeDeadline);
  }

  /** Returns these limits with another number of connections. */
  public Limits withConnections(int number) {
    return new Limits(
        requestLineBytes,
        headerBytes,
        headerCount,
        bodyBytes,
        number,
        headDeadline,
        bodyDeadline,
        idle,
        writeDeadline);
  }

  /** Returns these limits with other deadlines for the header, the body and a write. */
  public Limits withDeadlines(Duration head, Duration body, Duration write) {
    return new Limits(
        requestLineBytes,
        headerBytes,
        headerCount,
        bodyBytes,
        connections,
        head,
        body,
        idle,
        write);
  }
}
