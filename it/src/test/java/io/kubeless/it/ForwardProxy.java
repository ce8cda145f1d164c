package io.kubeless.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A proxy that passes everything on to one server, whichever host is asked for: a server accepts a
 * request line with a whole address, RFC 9112, 3.2.2.
 */
final class ForwardProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private final Queue<String> starts = new ConcurrentLinkedQueue<>();

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

  /** Returns what each connection began with. */
  Queue<String> starts() {
    return starts;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
        new Thread(() -> copy(client, there, true)).start();
        new Thread(() -> copy(there, client, false)).start();
      } catch (IOException e) {
        // The listener is closed.
      }
    }
  }

  private void copy(Socket from, Socket to, boolean note) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] part = new byte[8192];
      boolean first = note;
      for (int read = in.read(part); read > 0; read = in.read(part)) {
        if (first) {
          starts.add(new String(part, 0, read, StandardCharsets.ISO_8859_1));
          first = false;
        }
        out.write(part, 0, read);
      }
    } catch (IOException e) {
      // One side has closed, and so the other is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
