package io.kubeless.runtime.http;

import java.time.Duration;

/**
 * Limits of a request and of a connection, and the status of an answer to a request beyond them.
 *
 * @param requestLineBytes maximum length of the request line: 414
 * @param headerBytes maximum length of all header fields together: 431
 * @param headerCount maximum number of header fields: 431
 * @param bodyBytes maximum length of the body: 413
 * @param connections maximum number of open connections: 503
 * @param busy maximum number of connections with a request that is being read or answered: 503
 * @param headDeadline time from the first byte of a request to the end of its header: 408
 * @param bodyDeadline time for a body of any length, and again for each 64 KiB that arrived: 408
 * @param idle how long a connection may wait for its next request before it is closed
 * @param writeDeadline how long one write of a response may take before the connection is closed
 */
public record Limits(
    int requestLineBytes,
    int headerBytes,
    int headerCount,
    long bodyBytes,
    int connections,
    int busy,
    Duration headDeadline,
    Duration bodyDeadline,
    Duration idle,
    Duration writeDeadline) {

  /** The default limits. Proxies keep idle connections for up to 600 s. */
  public static final Limits DEFAULT =
      new Limits(
          8 * 1024,
          32 * 1024,
          100,
          6L * 1024 * 1024,
          4096,
          4096,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(620),
          Duration.ofSeconds(15));

  /** Returns these limits with another maximum length of the body. */
  public Limits withBodyBytes(long bytes) {
    return new Limits(
        requestLineBytes,
        headerBytes,
        headerCount,
        bytes,
        connections,
        busy,
        headDeadline,
        bodyDeadline,
        idle,
        writeDeadline);
  }

  /** Returns these limits with another maximum number of connections, all of which may be busy. */
  public Limits withConnections(int number) {
    return withConnections(number, number);
  }

  /** Returns these limits with other maximum numbers of open and busy connections. */
  public Limits withConnections(int number, int ofBusy) {
    return new Limits(
        requestLineBytes,
        headerBytes,
        headerCount,
        bodyBytes,
        number,
        ofBusy,
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
        busy,
        head,
        body,
        idle,
        write);
  }
}
