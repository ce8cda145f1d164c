package io.kubeless.runtime.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts connections and gives each a thread of the executor. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ServerSocket listener;
  private final Application application;
  private final Limits limits;
  private final Executor executor;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger exchanges = new AtomicInteger();
  private volatile boolean draining;
  private volatile boolean closed;

  private HttpServer(
      ServerSocket listener, Application application, Limits limits, Executor executor) {
    this.listener = listener;
    this.application = application;
    this.limits = limits;
    this.executor = executor;
  }

  /**
   * Listens and serves.
   *
   * @param name of the server's own threads
   * @param address where to listen; port 0 takes a free one
   * @param executor runs one task a connection, for as long as it is open
   * @throws IOException when the address cannot be had
   */
  public static HttpServer start(
      String name,
      InetSocketAddress address,
      Application application,
      Limits limits,
      Executor executor)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw new IOException("port " + address.getPort() + ": " + e.getMessage(), e);
    }
    HttpServer server = new HttpServer(listener, application, limits, executor);
    daemon(name + "-accept", server::accept);
    daemon(name + "-watch", server::watch);
    return server;
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        admit(listener.accept());
      } catch (SocketException e) {
        pause(closed ? 0 : 50); // out of file descriptors, say: others may be closed meanwhile
      } catch (IOException e) {
        pause(50);
      }
    }
  }

  private void admit(Socket socket) throws IOException {
    if (connections.size() >= limits.connections()) {
      try (socket) {
        new ResponseWriter(socket.getOutputStream())
            .write(HttpResponse.of(503).with("Retry-After", "1"), 1, false, false);
      }
      return;
    }
    Connection connection;
    try {
      connection = new Connection(this, socket);
    } catch (IOException e) { // its client has gone already
      socket.close();
      return;
    }
    connections.add(connection);
    try {
      executor.execute(connection);
    } catch (RejectedExecutionException e) {
      connections.remove(connection);
      connection.close();
    }
  }

  private void watch() {
    while (!closed || !connections.isEmpty()) {
      long now = System.nanoTime();
      connections.forEach(connection -> connection.closeIfLate(now));
      if (closed) {
        connections.forEach(Connection::closeIfIdle);
      }
      pause(closed ? 20 : 250);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the port that it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Returns how many connections are open. */
  public int connections() {
    return connections.size();
  }

  /** From now on each response ends its connection, so that clients go elsewhere. */
  public void drain() {
    draining = true;
  }

  /** Stops listening and closes idle connections; calls in flight go on. */
  @Override
  public void close() {
    draining = true;
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      // It listens no more, which is what was asked for.
    }
    connections.forEach(Connection::closeIfIdle);
  }

  /**
   * Waits until no request is being read or answered.
   *
   * @return false when some still were after that time
   */
  public boolean awaitExchanges(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (exchanges.get() > 0) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  Limits limits() {
    return limits;
  }

  Application application() {
    return application;
  }

  boolean draining() {
    return draining;
  }

  boolean closed() {
    return closed;
  }

  void exchangeStarted() {
    exchanges.incrementAndGet();
  }

  void exchangeEnded() {
    exchanges.decrementAndGet();
  }

  void ended(Connection connection) {
    connections.remove(connection);
  }
}
