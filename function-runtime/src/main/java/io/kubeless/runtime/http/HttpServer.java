package io.kubeless.runtime.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Accepts connections and gives each a thread of the executor. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final ServerSocket listener;
  private final Application application;
  private final Limits limits;
  private final MemoryBudget memory;
  private final Executor executor;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Pulse pulse;
  private final Lingering lingering = new Lingering();
  private final AtomicInteger exchanges = new AtomicInteger();
  private volatile boolean draining;
  private volatile boolean closed;

  private HttpServer(
      ServerSocket listener,
      Application application,
      Limits limits,
      MemoryBudget memory,
      Executor executor) {
    this.listener = listener;
    this.memory = memory;
    this.application = application;
    this.limits = limits;
    this.executor = executor;
    this.pulse = new Pulse(executor);
  }

  /**
   * Listens and serves.
   *
   * @param name of the server's own threads
   * @param address where to listen; port 0 takes a free one
   * @param memory for requests and answers, a request beyond it is 503
   * @param executor runs one task a connection, for as long as it is open
   * @throws IOException if the address is not available
   */
  public static HttpServer start(
      String name,
      InetSocketAddress address,
      Application application,
      Limits limits,
      MemoryBudget memory,
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
    HttpServer server = new HttpServer(listener, application, limits, memory, executor);
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
      } catch (Throwable e) { // an Error too must not end accepting for good
        if (!closed) {
          // For example, no file descriptor is free: idle connections use some of them.
          cutOffLongestWaiting(PATIENCE_NANOS, any -> true);
          pause(50);
        }
      }
    }
  }

  private void admit(Socket socket) {
    if (connections.size() >= limits.connections()
        && !cutOffLongestWaiting(PATIENCE_NANOS, any -> true)) {
      refuse(socket);
      return;
    }
    HttpConnection connection;
    try {
      connection = new HttpConnection(this, socket);
    } catch (IOException e) { // its client has already disconnected
      close(socket);
      return;
    }
    connections.add(connection);
    try {
      executor.execute(connection);
    } catch (Throwable e) {
      // The pool is at its limit, or the container at its limit of threads: an OutOfMemoryError.
      connections.remove(connection);
      refuse(socket);
      cutOffLongestWaiting(PATIENCE_NANOS, any -> true);
    }
  }

  /** Answers a connection too many; the few bytes of it fit into the socket's buffer. */
  private void refuse(Socket socket) {
    try {
      application.refused();
      new ResponseWriter(socket.getOutputStream())
          .write(HttpResponse.of(503).with("Retry-After", "1"), 1, false, false);
      linger(socket);
    } catch (IOException e) {
      close(socket);
    }
  }

  /** Lets a socket have its last response read before it is closed. */
  void linger(Socket socket) {
    lingering.add(socket);
  }

  /**
   * Closes the connection that has been waiting longest for its client, so that others may be
   * served.
   *
   * @param patienceNanos how long it must have waited at least
   * @param among those that come into question
   * @return whether there was one
   */
  boolean cutOffLongestWaiting(long patienceNanos, Predicate<HttpConnection> among) {
    long now = System.nanoTime();
    HttpConnection longest = null;
    long most = patienceNanos;
    for (HttpConnection connection : connections) {
      long waits = connection.waitsNanos(now);
      if (waits > most && among.test(connection)) {
        most = waits;
        longest = connection;
      }
    }
    if (longest == null) {
      return false;
    }
    longest.cutOff();
    return true;
  }

  private void watch() {
    while (!closed || !connections.isEmpty() || !lingering.isEmpty()) {
      try {
        long now = System.nanoTime();
        connections.forEach(connection -> connection.closeIfLate(now));
        if (closed) {
          connections.forEach(HttpConnection::closeIfIdle);
        }
        lingering.drain(now);
        if (!closed) {
          pulse.beat(now);
        }
      } catch (Throwable e) { // without this thread there would be no deadlines
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
      pause(closed ? 20 : 250);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is what it was to be.
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

  /**
   * Returns for how long the executor has had no thread for a new connection, because none could be
   * started or all are busy; zero while it has one.
   */
  public Duration silence() {
    return pulse.silence();
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
      // It is no longer listening, as intended.
    }
    connections.forEach(HttpConnection::closeIfIdle);
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

  MemoryBudget memory() {
    return memory;
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

  void ended(HttpConnection connection) {
    connections.remove(connection);
  }
}
