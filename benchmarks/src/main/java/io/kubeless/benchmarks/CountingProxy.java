package io.kubeless.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes on connections to an HTTP server, and counts what goes through them. */
final class CountingProxy implements AutoCloseable {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(?:GET|HEAD|POST|PUT|PATCH|DELETE) /[^ \r\n]* HTTP/1\\.1\r\n");

  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final ServerSocket listener;
  private final String host;
  private final int port;

  /**
   * What went through the connections.
   *
   * @param sent bytes of requests
   * @param received bytes of responses
   */
  record Counts(long connections, long requests, long sent, long received) {}

  private CountingProxy(ServerSocket listener, String host, int port) {
    this.listener = listener;
    this.host = host;
    this.port = port;
  }

  static CountingProxy start(String host, int port) throws IOException {
    CountingProxy proxy =
        new CountingProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), host, port);
    daemon(proxy::accept);
    return proxy;
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Returns what was counted since the last time. */
  Counts take() {
    return new Counts(
        connections.getAndSet(0), requests.getAndSet(0), sent.getAndSet(0), received.getAndSet(0));
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        daemon(() -> pass(client, server, true));
        daemon(() -> pass(server, client, false));
      }
    } catch (IOException closed) {
      // The benchmark has ended.
    }
  }

  private void pass(Socket from, Socket to, boolean fromClient) {
    byte[] step = new byte[64 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(step); count >= 0; count = in.read(step)) {
        (fromClient ? sent : received).addAndGet(count);
        if (fromClient) {
          count(new String(step, 0, count, StandardCharsets.ISO_8859_1));
        }
        out.write(step, 0, count);
      }
    } catch (IOException closed) {
      // One of the two has closed the connection.
    }
  }

  private void count(String bytes) {
    Matcher line = REQUEST_LINE.matcher(bytes);
    while (line.find()) {
      requests.incrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
