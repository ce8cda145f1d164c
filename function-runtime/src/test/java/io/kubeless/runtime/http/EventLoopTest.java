package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that serve requests. */
@Timeout(120)
class EventLoopTest {
  private static final String LOOP = "loops-0";

  private final ExecutorService threads = Executors.newCachedThreadPool(EventLoopTest::executor);
  private final CountDownLatch go = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private HttpServer server;

  private static Thread executor(Runnable task) {
    Thread thread = new Thread(task, "executor");
    thread.setDaemon(true);
    return thread;
  }

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            "loops",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              if (request.path().equals("/wait")) {
                waiting.countDown();
                awaitUninterruptibly(go);
              }
              reply.send(HttpResponse.text(200, Thread.currentThread().getName()));
            },
            // so few connections have one loop
            Limits.DEFAULT.withConnections(64),
            new MemoryBudget(64 << 20),
            threads);
  }

  @AfterEach
  void stop() {
    go.countDown();
    server.close();
    threads.shutdownNow();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request and returns the name of the thread that has answered it. */
  private static String call(Socket socket, String path) throws IOException {
    send(socket, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return answer(socket);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String answer(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = socket.getInputStream().read();
      assertThat(b).as(head.toString()).isNotNegative();
      head.append((char) b);
    }
    String length = head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
    return new String(
        socket.getInputStream().readNBytes(Integer.parseInt(length)), StandardCharsets.US_ASCII);
  }

  private Socket open() throws IOException {
    return open(server);
  }

  private static Socket open(HttpServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Sends requests until the loop serves them; the machine may be busy. */
  private static void learn(Socket socket) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String thread = "";
    for (int inRow = 0; inRow < 20 && System.nanoTime() < end; ) {
      thread = call(socket, "/");
      inRow = thread.equals(LOOP) ? inRow + 1 : 0;
    }
    assertThat(thread).isEqualTo(LOOP);
  }

  @Test
  void requestsGetAThreadOfTheirOwnUntilTheyAreKnownToBeQuick() throws IOException {
    try (Socket socket = open()) {
      assertThat(call(socket, "/")).isEqualTo("executor");
      learn(socket);
    }
  }

  @Test
  void aRequestThatIsNotQuickAfterAllDelaysNoOtherOfItsLoop() throws Exception {
    try (Socket slow = open();
        Socket other = open()) {
      learn(slow);
      send(slow, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
      waiting.await();
      assertThat(call(other, "/")).isIn(LOOP, "executor");
      go.countDown();
      assertThat(answer(slow)).isEqualTo(LOOP);
      // the next request of the same connection, which its thread serves before it ends
      assertThat(answer(slow)).isEqualTo(LOOP);
      learn(slow);
      learn(other);
    }
  }

  @Test
  void theRestOfARequestIsAwaitedByAnotherThread() throws Exception {
    try (Socket partial = open();
        Socket other = open()) {
      learn(partial);
      send(partial, "GET / HTTP/1.1\r\nHo");
      learn(other);
      send(partial, "st: a\r\n\r\n");
      assertThat(answer(partial)).isEqualTo("executor");
      learn(partial);
    }
  }

  @Test
  void aConnectionWhoseRequestIsServedDoesNotCountAsWaitingForItsClient() throws Exception {
    try (Socket socket = open()) {
      send(socket, "POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
      send(socket, "ok");
      waiting.await();
      assertThat(server.cutOffLongestWaiting(0, any -> true)).isFalse();
      go.countDown();
      assertThat(answer(socket)).isEqualTo("executor");
    }
  }

  @Test
  void requestsThatArriveTogetherAreAnsweredInOrder() throws Exception {
    try (Socket socket = open()) {
      learn(socket);
      int number = 200; // more than fits into the buffer of a loop
      String request = "GET / HTTP/1.1\r\nHost: a\r\nFiller: " + "x".repeat(200) + "\r\n\r\n";
      send(socket, request.repeat(number));
      for (int i = 0; i < number; i++) {
        assertThat(answer(socket)).isIn(LOOP, "executor");
      }
    }
  }

  @Test
  void idleConnectionsHaveNoThreads() throws Exception {
    try (HttpServer many =
        HttpServer.start(
            "many",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> reply.send(HttpResponse.text(200, "")),
            Limits.DEFAULT,
            new MemoryBudget(64 << 20),
            threads)) {
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 500; i++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), many.port());
          sockets.add(socket);
          call(socket, "/");
        }
        assertThat(many.connections()).isEqualTo(500);
        assertThat(many.awaitExchanges(Duration.ofSeconds(10))).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
            .filteredOn(thread -> thread.getName().equals("executor"))
            .hasSizeLessThan(50);
      } finally {
        for (Socket each : sockets) {
          each.close();
        }
      }
    }
  }

  @Test
  void aRequestThatWaitsForItsClientGivesWayToOthersIfAllThatMayBeBusyAre() throws Exception {
    try (HttpServer few =
        HttpServer.start(
            "few",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> reply.send(HttpResponse.text(200, "served")),
            Limits.DEFAULT.withConnections(100, 2),
            new MemoryBudget(64 << 20),
            threads)) {
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          sockets.add(open(few));
        }
        for (Socket each : sockets) { // most of them are idle, and cost nothing
          assertThat(call(each, "/")).isEqualTo("served");
          // The client may have the answer before the server counts the request as ended.
          assertThat(few.awaitExchanges(Duration.ofSeconds(10))).isTrue();
        }
        Socket slow = sockets.get(0);
        send(slow, "GET / HTTP/1.1\r\nHo");
        Thread.sleep(100); // another loop may be quicker
        send(sockets.get(1), "GET / HTTP/1.1\r\nHo");
        Thread.sleep(300);
        Socket early = sockets.get(2);
        send(early, "GET / HTTP/1.1\r\nHo");
        assertThat(new String(early.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 503 ");
        Thread.sleep(1000);
        Socket patient = sockets.get(3);
        send(patient, "GET / HTTP/1.1\r\nHo");
        Thread.sleep(300);
        send(patient, "st: a\r\n\r\n");
        assertThat(answer(patient)).isEqualTo("served");
        assertThat(slow.getInputStream().read()).isNegative();
        Thread.sleep(300);
        assertThat(call(sockets.get(4), "/")).isEqualTo("served");
      } finally {
        for (Socket each : sockets) {
          each.close();
        }
      }
    }
  }

  @Test
  void aConnectionThatWasIdleForLongDoesNotGiveWayToItself() throws Exception {
    try (HttpServer full =
            HttpServer.start(
                "full",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (request, reply) -> reply.send(HttpResponse.text(200, "served")),
                Limits.DEFAULT.withConnections(100, 1),
                new MemoryBudget(64 << 20),
                threads);
        Socket idle = open(full);
        Socket other = open(full)) {
      assertThat(call(idle, "/")).isEqualTo("served");
      Thread.sleep(1200);
      send(other, "GET / HTTP/1.1\r\nHo");
      Thread.sleep(100);
      send(idle, "no request\r\n\r\n");
      assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void anErrorOfTheApplicationDoesNotEndTheLoop() throws Exception {
    ConcurrentHashMap<String, Boolean> fails = new ConcurrentHashMap<>();
    try (HttpServer failing =
        HttpServer.start(
            LOOP.substring(0, LOOP.indexOf('-')),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              if (request.path().equals("/fail")) {
                Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
                fails.put(Thread.currentThread().getName(), true);
                throw new StackOverflowError();
              }
              reply.send(HttpResponse.text(200, Thread.currentThread().getName()));
            },
            Limits.DEFAULT.withConnections(64),
            new MemoryBudget(64 << 20),
            threads)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), failing.port())) {
        learn(socket);
        send(socket, "GET /fail HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 500 ");
      }
      assertThat(fails).containsKey(LOOP);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), failing.port())) {
        learn(socket);
      }
    }
  }
}
