package io.kubeless.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A proxy that forwards every request to one server, whatever its host. It opens a tunnel for
 * CONNECT. Request lines with an absolute URL are forwarded as they are, since servers accept them;
 * RFC 9112, 3.2.2.
 */
final class ForwardProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private final Queue<String> starts = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private volatile boolean broken;

  private ForwardProxy(ServerSocket listener, int server) {
    this.listener = listener;
    this.server = server;
  }

  /** Starts a proxy for a server that listens on a port of this machine. */
  static ForwardProxy to(int server) throws IOException {
    ForwardProxy proxy =
        new ForwardProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
    new Thread(proxy::accept, "proxy").start();
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns the first line of each connection. */
  Queue<String> starts() {
    return starts;
  }

  /** Breaks all connections, and closes new ones until {@link #restore} is called. */
  void cut() throws IOException {
    broken = true;
    for (Socket each = open.poll(); each != null; each = open.poll()) {
      each.close();
    }
  }

  void restore() {
    broken = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (broken) {
          client.close();
          continue;
        }
        Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(there);
        new Thread(() -> serve(client, there)).start();
      } catch (IOException e) {
        // The listener was closed.
      }
    }
  }

  private void serve(Socket client, Socket there) {
    try {
      byte[] head = new byte[8192];
      int read = Math.max(0, client.getInputStream().read(head));
      String start = new String(head, 0, read, StandardCharsets.ISO_8859_1);
      starts.add(start);
      if (start.startsWith("CONNECT ")) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      } else {
        there.getOutputStream().write(head, 0, read);
      }
    } catch (IOException e) {
      // Copying ends immediately.
    }
    new Thread(() -> copy(there, client)).start();
    copy(client, there);
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has closed its connection, so the other one is closed too.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
