package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each limit of clients, and requests that are within the limits. */
class LimitsTest {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Limits QUICK = Limits.DEFAULT.withDeadlines(SHORT, SHORT, SHORT);

  private static Socket open(int port, String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static List<RawClient.Answer> rest(Socket socket) throws IOException {
    try (socket) {
      return RawClient.parse(socket.getInputStream().readAllBytes(), "");
    }
  }

  @Test
  void aHeaderThatDoesNotEndInTimeIs408() throws IOException {
    try (EchoServer server = new EchoServer(QUICK)) {
      assertThat(rest(open(server.port(), "GET / HTTP/1.1\r\nHost: a\r\n")).get(0).status())
          .isEqualTo(408);
    }
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIs408AndTheHandlerIsNotCalled() throws IOException {
    try (EchoServer server = new EchoServer(QUICK)) {
      String request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc";
      assertThat(rest(open(server.port(), request)).get(0).status()).isEqualTo(408);
      assertThat(server.reached.get()).isZero();
    }
  }

  @Test
  void aConnectionThatSendsNothingIsClosedWithoutAResponse() throws IOException {
    try (EchoServer server = new EchoServer(QUICK)) {
      assertThat(rest(open(server.port(), ""))).isEmpty();
    }
  }

  @Test
  void aConnectionAboveTheLimitGets503AndTheOthersAreServed() throws IOException {
    try (EchoServer server = new EchoServer(Limits.DEFAULT.withConnections(2));
        Socket first = open(server.port(), "");
        Socket second = open(server.port(), "")) {
      await(() -> server.server.connections() == 2);
      RawClient.Answer third = rest(open(server.port(), Requests.NEXT)).get(0);
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.header("Retry-After")).isEqualTo("1");
      for (Socket each : List.of(first, second)) {
        each.getOutputStream().write(Requests.NEXT.getBytes(StandardCharsets.US_ASCII));
        assertThat(rest(each).get(0).status()).isEqualTo(200);
      }
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long end = System.nanoTime() + 60_000_000_000L;
    boolean holds = condition.holds();
    while (!holds && System.nanoTime() < end) {
      Thread.onSpinWait();
      holds = condition.holds();
    }
    assertThat(holds).isTrue();
  }

  @Test
  void aClientThatDoesNotReadItsAnswerIsCutOff() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.start(
            "large",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) ->
                reply.send(HttpResponse.of(200, "application/octet-stream", new byte[32 << 20])),
            QUICK,
            new MemoryBudget(64 << 20),
            threads);
    try (server;
        Socket socket = open(server.port(), Requests.NEXT)) {
      await(() -> server.connections() == 1);
      await(() -> server.connections() == 0);
      assertThat(bytesUntilTheEnd(socket)).isLessThan(32 << 20);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theMemoryOfAClientThatDoesNotReadIsGivenToOthers() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Duration never = Duration.ofHours(1);
    int answer = 8 << 20;
    HttpServer server =
        HttpServer.start(
            "given",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) ->
                reply.send(
                    reply.fits(answer)
                        ? HttpResponse.of(200, "application/octet-stream", new byte[answer])
                        : HttpResponse.of(503)),
            Limits.DEFAULT.withDeadlines(never, never, never),
            new MemoryBudget(12 << 20),
            threads);
    try (server;
        Socket silent = open(server.port(), Requests.NEXT)) {
      silent.getInputStream().read(); // its response has the memory now
      assertThat(statusOf(server.port())).isEqualTo(503);
      await(() -> statusOf(server.port()) == 200);
      assertThat(bytesUntilTheEnd(silent)).isLessThan(answer);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long bytesUntilTheEnd(Socket socket) {
    long length = 0;
    try {
      byte[] step = new byte[1 << 16];
      InputStream in = socket.getInputStream();
      for (int count = in.read(step); count >= 0; count = in.read(step)) {
        length += count;
      }
    } catch (IOException reset) {
      // This is also an end.
    }
    return length;
  }

  @Test
  void aConnectionTooManyReadsIts503AlthoughItWasStillSending() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HttpServer server =
            HttpServer.start(
                "full",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (request, reply) -> {
                  awaitUninterruptibly(go);
                  reply.send(HttpResponse.text(200, "done"));
                },
                Limits.DEFAULT.withConnections(1),
                new MemoryBudget(64 << 20),
                threads);
        Socket busy = open(server.port(), Requests.NEXT)) {
      await(() -> server.connections() == 1);
      String request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n";
      for (int i = 0; i < 50; i++) {
        Socket tooMany = open(server.port(), request + "x".repeat(200_000));
        assertThat(rest(tooMany).get(0).status()).isEqualTo(503);
      }
      go.countDown();
      assertThat(rest(busy).get(0).status()).isEqualTo(200);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aNewConnectionReplacesTheOneThatHasBeenIdleLongest() throws Exception {
    try (EchoServer server = new EchoServer(Limits.DEFAULT.withConnections(2));
        Socket first = open(server.port(), "");
        Socket second = open(server.port(), "")) {
      echo(first);
      assertThat(server.server.awaitExchanges(Duration.ofSeconds(10))).isTrue();
      await(() -> waiting(server.server) == 2); // the first one, again, and the second one
      echo(second);
      // The status is 503 until the first connection has been idle for a second.
      await(() -> statusOf(server.port()) == 200);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      echo(second);
    }
  }

  /** Returns the number of connections that wait for their clients. */
  private static int waiting(HttpServer server) {
    AtomicInteger count = new AtomicInteger();
    server.cutOffLongestWaiting(
        0,
        connection -> {
          count.incrementAndGet();
          return false;
        });
    return count.get();
  }

  private static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes("US-ASCII"));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("GET / []") < 0) {
      int b = socket.getInputStream().read();
      assertThat(b).as(answer.toString()).isNotNegative();
      answer.append((char) b);
    }
  }

  private static int statusOf(int port) {
    try {
      return rest(open(port, Requests.NEXT)).get(0).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void connectionsAreAcceptedAfterThreadsFailedToStart() throws Exception {
    AtomicBoolean fails = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    Executor executor =
        task -> {
          if (fails.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          threads.execute(task);
        };
    try (HttpServer server =
        HttpServer.start(
            "threads",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> reply.send(HttpResponse.text(200, "done")),
            Limits.DEFAULT,
            new MemoryBudget(64 << 20),
            executor)) {
      assertThat(statusOf(server.port())).isEqualTo(200);
      fails.set(true);
      assertThat(statusOf(server.port())).isEqualTo(503);
      await(() -> server.silence().compareTo(SHORT) > 0);
      assertThat(statusOf(server.port())).isEqualTo(503);
      fails.set(false);
      assertThat(statusOf(server.port())).isEqualTo(200);
      await(() -> server.silence().isZero());
      await(() -> server.connections() == 0); // those that were refused are not counted
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void slowClientsOfEveryKindAreCutOffAndGoodOnesAreServedAllTheWhile() throws Exception {
    try (EchoServer server = new EchoServer(QUICK)) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        slow.add(open(server.port(), "GET / HTTP/1.1\r\nHo"));
        slow.add(open(server.port(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na"));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(rest(open(server.port(), Requests.NEXT)).get(0).status()).isEqualTo(200);
      }
      for (Socket each : slow) {
        assertThat(rest(each).get(0).status()).isEqualTo(408);
      }
      await(() -> server.server.connections() == 0);
    }
  }

  @Test
  void aLengthOfTenGigabytesAndAnEndlessBodyCostNoMemory() throws Exception {
    try (EchoServer server = new EchoServer(Limits.DEFAULT)) {
      Socket claimed =
          open(server.port(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10737418240\r\n\r\n");
      assertThat(rest(claimed).get(0).status()).isEqualTo(413);
      Socket endless =
          open(server.port(), "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] chunk =
          ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try {
        for (int i = 0; i < 100_000; i++) {
          endless.getOutputStream().write(chunk);
        }
        throw new AssertionError("6.5 GB were taken");
      } catch (IOException refused) {
        assertThat(server.reached.get()).isZero();
      } finally {
        endless.close();
      }
    }
  }

  @Test
  void aRequestWithoutAnAnswerIs500() throws Exception {
    assertThat(answerOf((request, reply) -> {}).status()).isEqualTo(500);
    assertThat(
            answerOf(
                    (request, reply) -> {
                      throw new IllegalStateException("secret");
                    })
                .body())
        .isEmpty();
  }

  private static RawClient.Answer answerOf(Application application) throws Exception {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "quiet");
              thread.setUncaughtExceptionHandler((t, e) -> {});
              return thread;
            });
    try (HttpServer server =
        HttpServer.start(
            "app",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            application,
            Limits.DEFAULT,
            new MemoryBudget(64 << 20),
            threads)) {
      return RawClient.exchange(server.port(), Requests.NEXT).get(0);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoeverAnswersFirstHasAnsweredAndAnotherThreadsAnswerEndsTheConnection() throws Exception {
    RawClient.Answer answer =
        answerOf(
            (request, reply) -> {
              Thread other = new Thread(() -> reply.send(HttpResponse.text(504, "late")));
              other.start();
              join(other);
              assertThat(reply.send(HttpResponse.text(200, "too late"))).isFalse();
            });
    assertThat(answer.status() + " " + answer.body()).isEqualTo("504 late");
    assertThat(answer.header("Connection")).isEqualTo("close");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStreamIsSentInChunksToHttp11AndToTheEndToHttp10() throws Exception {
    Application streaming =
        (request, reply) ->
            reply.send(
                new HttpResponse(
                    200,
                    List.of(),
                    new byte[0],
                    Optional.of(InputStream.nullInputStream()).map(any -> stream("a", "bc"))));
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HttpServer server =
        HttpServer.start(
            "stream",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            streaming,
            Limits.DEFAULT,
            new MemoryBudget(64 << 20),
            threads)) {
      RawClient.Answer chunked = RawClient.exchange(server.port(), Requests.NEXT).get(0);
      assertThat(chunked.header("Transfer-Encoding") + " " + chunked.body())
          .isEqualTo("chunked abc");
      RawClient.Answer plain = RawClient.exchange(server.port(), "GET / HTTP/1.0\r\n\r\n").get(0);
      assertThat(plain.header("Transfer-Encoding") + plain.body()).isEqualTo("abc");
    } finally {
      threads.shutdownNow();
    }
  }

  private static InputStream stream(String... pieces) {
    return new java.io.SequenceInputStream(
        java.util.Collections.enumeration(
            java.util.Arrays.stream(pieces)
                .map(
                    piece ->
                        new java.io.ByteArrayInputStream(piece.getBytes(StandardCharsets.US_ASCII)))
                .toList()));
  }

  @Test
  void aDrainingServerAnswersWithCloseAndAClosedServerWaitsForRequestsThatItReads()
      throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.start(
            "drain",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              called.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              reply.send(HttpResponse.text(200, "done"));
            },
            Limits.DEFAULT,
            new MemoryBudget(64 << 20),
            threads);
    try (Socket idle = open(server.port(), "");
        Socket busy = open(server.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
      called.await();
      server.drain();
      server.close();
      assertThat(server.awaitExchanges(Duration.ofMillis(50))).isFalse();
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      go.countDown();
      RawClient.Answer answer = rest(busy).get(0);
      assertThat(answer.body() + " " + answer.header("Connection")).isEqualTo("done close");
      assertThat(server.awaitExchanges(Duration.ofSeconds(10))).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }
}
