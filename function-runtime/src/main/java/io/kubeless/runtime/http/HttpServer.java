package io.kubeless.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Accepts connections and serves their requests. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final long NEXT_LOOK_NANOS = 50_000_000;
  private static final int CONNECTIONS_PER_LOOP = 64;
  private static final int MOST_LOOPS = 4;
  private static final long SWEEP_NANOS = 250_000_000;
  private static final long CLOSING_SWEEP_NANOS = 20_000_000;

  private final ServerSocketChannel listener;
  private final Application application;
  private final Limits limits;
  private final MemoryBudget memory;
  private final Executor executor;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Pulse pulse;
  private final Lingering lingering = new Lingering();
  private final Pace pace = new Pace();
  private final EventLoop[] loops;
  private final LoopWatch loopWatch;
  private final AtomicInteger exchanges = new AtomicInteger();
  private volatile long lookedInVainNanos = System.nanoTime() - NEXT_LOOK_NANOS;
  private int next; // loop, belongs to the thread that accepts
  private volatile boolean draining;
  private volatile boolean closed;

  private HttpServer(
      String name,
      ServerSocketChannel listener,
      Application application,
      Limits limits,
      MemoryBudget memory,
      Executor executor)
      throws IOException {
    this.listener = listener;
    this.memory = memory;
    this.application = application;
    this.limits = limits;
    this.executor = executor;
    this.pulse = new Pulse(executor);
    int most = Math.min(MOST_LOOPS, 1 + limits.connections() / (CONNECTIONS_PER_LOOP + 1));
    this.loops = new EventLoop[Math.min(most, Runtime.getRuntime().availableProcessors())];
    for (int i = 0; i < loops.length; i++) {
      loops[i] = new EventLoop(name + "-" + i);
    }
    this.loopWatch = new LoopWatch(List.of(loops));
  }

  /**
   * Listens and serves.
   *
   * @param name of the server's own threads
   * @param address where to listen; port 0 takes a free one
   * @param memory for requests and answers, a request beyond it is 503
   * @param executor runs a task for each request that is probably not quick, and for each whose
   *     rest must be waited for
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
    ServerSocketChannel listener = ServerSocketChannel.open();
    HttpServer server;
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(address, BACKLOG);
      server = new HttpServer(name, listener, application, limits, memory, executor);
    } catch (IOException e) {
      listener.close();
      throw new IOException("port " + address.getPort() + ": " + e.getMessage(), e);
    }
    for (EventLoop loop : server.loops) {
      loop.start();
    }
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

  private void admit(SocketChannel channel) {
    if (connections.size() >= limits.connections()
        && !cutOffLongestWaiting(PATIENCE_NANOS, any -> true)) {
      refuse(channel);
      return;
    }
    HttpConnection connection;
    try {
      channel.configureBlocking(false);
      connection = new HttpConnection(this, loops[next++ % loops.length], channel);
    } catch (IOException | ClosedSelectorException e) { // the client or this server has ended
      close(channel);
      return;
    }
    connections.add(connection);
    connection.look();
  }

  /**
   * Makes room for one more connection with a request. If there are too many, the one that has been
   * waiting longest for its client is closed.
   *
   * @return false if none of them has been waiting long enough
   */
  boolean makeRoom() {
    if (exchanges.get() <= limits.busy()) {
      return true;
    }
    long now = System.nanoTime();
    if (now - lookedInVainNanos < NEXT_LOOK_NANOS) { // there may be thousands of connections
      return false;
    }
    boolean found = cutOffLongestWaiting(PATIENCE_NANOS, HttpConnection::busy);
    if (!found) {
      lookedInVainNanos = now;
    }
    return found;
  }

  /** Answers a request too many; the few bytes of it fit into the socket's buffer. */
  void refuse(SocketChannel channel) {
    try {
      application.refused();
      channel.configureBlocking(false);
      ByteArrayOutputStream response = new ByteArrayOutputStream();
      new ResponseWriter(response)
          .write(HttpResponse.of(503).with("Retry-After", "1"), 1, false, false);
      channel.write(ByteBuffer.wrap(response.toByteArray()));
      linger(channel);
    } catch (IOException e) {
      close(channel);
    }
  }

  /** Lets a socket have its last response read before it is closed. */
  void linger(SocketChannel socket) {
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
      if (among.test(connection)) {
        long waits = connection.waitsNanos(now);
        if (waits > most) {
          most = waits;
          longest = connection;
        }
      }
    }
    if (longest == null) {
      return false;
    }
    longest.cutOff();
    return true;
  }

  private void watch() {
    long swept = System.nanoTime();
    while (!closed || !connections.isEmpty() || !lingering.isEmpty()) {
      try {
        loopWatch.look(closed ? CLOSING_SWEEP_NANOS : SWEEP_NANOS);
        long now = System.nanoTime();
        if (now - swept >= (closed ? CLOSING_SWEEP_NANOS : SWEEP_NANOS)) {
          swept = now;
          sweep(now);
        }
      } catch (Throwable e) { // without this thread there would be no deadlines
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
    for (EventLoop loop : loops) {
      loop.close();
    }
  }

  private void sweep(long now) {
    connections.forEach(connection -> connection.closeIfLate(now));
    if (closed) {
      connections.forEach(HttpConnection::closeIfIdle);
    }
    lingering.drain(now);
    if (!closed) {
      pulse.beat(now);
    }
  }

  private static void close(SocketChannel socket) {
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
    return listener.socket().getLocalPort();
  }

  /**
   * Returns for how long the executor has had no thread for a new request, because none could be
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

  Executor executor() {
    return executor;
  }

  Pace pace() {
    return pace;
  }

  LoopWatch loopWatch() {
    return loopWatch;
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
