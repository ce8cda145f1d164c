package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each call has one response, one log line and one count, however its handler or stream ends. */
@Timeout(120)
class StreamsAndTimeoutsTest {
  private static final Map<String, String> ONE_SECOND = Map.of(RuntimeContract.FUNC_TIMEOUT, "1");

  /** Returns streams whose end depends on the path. */
  public static final class Streams implements Handler<Event, Context> {
    static final AtomicInteger OPEN = new AtomicInteger();
    static final Semaphore GO = new Semaphore(0);
    static final BlockingQueue<Runnable> LATE = new LinkedBlockingQueue<>();

    @Override
    public Object handle(Event event, Context context) throws Exception {
      switch (event.path()) {
        case "/no-content" -> {
          return Response.of(204, new Piece("x", "end"));
        }
        case "/not-modified" -> {
          return Response.of(304, new Piece("x", "end"));
        }
        case "/late" -> {
          InputStream stream = new Piece("x", "end");
          try {
            GO.acquire();
          } catch (InterruptedException e) {
            return stream; // although it is too late
          }
          return stream;
        }
        case "/stage", "/stage-of-response", "/response-of-stage", "/stage-of-optional-stage" -> {
          InputStream stream = new Piece("x", "end");
          CompletableFuture<Object> late = new CompletableFuture<>();
          LATE.add(() -> late.complete(completed(event.path(), stream)));
          return event.path().equals("/response-of-stage") ? Response.of(200, late) : late;
        }
        case "/exact" -> {
          long off = ThreadLocalRandom.current().nextInt(-2_000_000, 2_000_000);
          long end = System.nanoTime() + context.remaining().toNanos() + off;
          while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            Thread.sleep(0, 100_000);
          }
          return "just";
        }
        case "/interrupts-itself" -> {
          boolean before = Thread.currentThread().isInterrupted();
          Thread.currentThread().interrupt();
          return "before: " + before;
        }
        case "/unprintable" ->
            throw new IllegalStateException() {
              private static final long serialVersionUID = 1L;

              @Override
              public String getMessage() {
                throw new IllegalArgumentException("no message either");
              }
            };
        default -> {
          return new Piece("x".repeat(20_000), event.path().substring(1));
        }
      }
    }

    private static Object completed(String path, InputStream stream) {
      return switch (path) {
        case "/stage-of-response" -> Response.of(200, stream);
        case "/stage-of-optional-stage" ->
            Optional.of(CompletableFuture.completedFuture(Optional.of(stream)));
        default -> stream;
      };
    }

    /** A few bytes, followed by the end of the stream, a failure, or a long wait. */
    private static final class Piece extends InputStream {
      private final byte[] bytes;
      private final String then;
      private int position;

      Piece(String bytes, String then) {
        this.bytes = bytes.getBytes(StandardCharsets.US_ASCII);
        this.then = then;
        position = then.startsWith("at-once-") ? this.bytes.length : 0;
        OPEN.incrementAndGet();
      }

      @Override
      public int read() throws IOException {
        throw new IOException("read in blocks");
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        if (position == bytes.length) {
          switch (then.replace("at-once-", "")) {
            case "fails" -> throw new IllegalStateException("torn");
            case "hangs" -> {
              try {
                GO.acquire();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            }
            default -> {}
          }
          return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, into, offset, count);
        position += count;
        return count;
      }

      @Override
      public void close() {
        OPEN.decrementAndGet();
      }
    }
  }

  @BeforeEach
  void fresh() {
    Streams.GO.drainPermits();
    Streams.OPEN.set(0);
  }

  private static void awaitClosed() throws InterruptedException {
    while (Streams.OPEN.get() != 0) { // bounded by the timeout of the class
      Thread.sleep(5);
    }
  }

  private static String access(RunningFunction function) throws InterruptedException {
    String line = function.awaitLog("\"logger\":\"access\"");
    assertThat(function.log().stream().filter(each -> each.contains("\"logger\":\"access\"")))
        .hasSize(1);
    return line.substring(line.indexOf("\"status\"")).replaceFirst("\"millis\":[0-9.E-]+", "…");
  }

  @Test
  void aStreamThatFailsAtOnceIs500() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class)) {
      assertThat(function.get("/at-once-fails").statusCode()).isEqualTo(500);
      assertThat(access(function)).isEqualTo("\"status\":500,…}");
      assertThat(function.awaitLog("\"stack\"")).contains("torn", "Piece.read");
      function.awaitMetrics(
          "function_in_flight 0\n", "function_failures_total{method=\"GET\"} 1\n");
      awaitClosed();
    }
  }

  @Test
  void aStreamThatFailsLaterIsCutOffLoggedAndCounted() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class)) {
      assertThatThrownBy(() -> function.get("/fails")).isInstanceOf(IOException.class);
      assertThat(access(function)).isEqualTo("\"status\":200,…,\"cut\":\"stream\"}");
      assertThat(function.awaitLog("\"stack\"")).contains("torn", "Piece.read");
      function.awaitMetrics(
          "function_in_flight 0\n", "function_failures_total{method=\"GET\"} 1\n");
      awaitClosed();
    }
  }

  @Test
  void aStreamThatIsCutOffIsResetForHttp10WhichHasNoOtherSign() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), function.port())) {
      socket.getOutputStream().write("GET /fails HTTP/1.0\r\n\r\n".getBytes("US-ASCII"));
      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStreamWithoutItsFirstByteInTimeIs504() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class, "", ONE_SECOND)) {
      assertThat(function.get("/at-once-hangs").statusCode()).isEqualTo(504);
      assertThat(access(function)).isEqualTo("\"status\":504,…}");
      function.awaitMetrics("function_in_flight 0\n");
      awaitClosed();
    }
  }

  @Test
  void aStreamThatHangsLaterEndsAtTheTimeoutAndFreesItsPermit() throws Exception {
    Map<String, String> environment =
        Map.of(RuntimeContract.FUNC_TIMEOUT, "1", RuntimeContract.CONCURRENCY, "1");
    try (RunningFunction function = RunningFunction.start(Streams.class, "", environment)) {
      assertThatThrownBy(() -> function.get("/hangs")).isInstanceOf(IOException.class);
      assertThat(access(function)).isEqualTo("\"status\":200,…,\"cut\":\"timeout\"}");
      function.awaitMetrics(
          "function_in_flight 0\n",
          "function_failures_total{method=\"GET\"} 1\n",
          "function_timeouts_total 1\n",
          "function_stuck 0\n");
      awaitClosed();
      assertThat(function.get("/end").body()).hasSize(20_000);
    }
  }

  @Test
  void aStreamWhoseClientIsGoneIsClosedAndNoFailureOfTheFunction() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), function.port())) {
        String request = "GET /hangs HTTP/1.1\r\nHost: a\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().read();
        socket.setSoLinger(true, 0);
      }
      Streams.GO.release();
      assertThat(access(function)).contains("\"status\":200");
      assertThat(function.awaitMetrics("function_in_flight 0\n"))
          .contains("function_failures_total{method=\"GET\"} 0\n");
      awaitClosed();
    }
  }

  @Test
  void aStreamIsClosedWhereverItIsNotSent() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class, "", ONE_SECOND)) {
      assertThat(function.get("/no-content").statusCode()).isEqualTo(204);
      assertThat(function.get("/not-modified").statusCode()).isEqualTo(304);
      HttpRequest.Builder head =
          function.request("/at-once-fails").method("HEAD", HttpRequest.BodyPublishers.noBody());
      assertThat(function.send(head).statusCode()).isEqualTo(200);
      assertThat(function.get("/late").statusCode()).isEqualTo(504);
      awaitClosed();
      assertThat(function.log()).noneMatch(line -> line.contains("torn"));
    }
  }

  @Test
  void aStreamThatAStageYieldsAfterTheTimeoutIsClosed() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class, "", ONE_SECOND)) {
      for (String path :
          List.of(
              "/stage", "/stage-of-response", "/response-of-stage", "/stage-of-optional-stage")) {
        assertThat(function.get(path).statusCode()).as(path).isEqualTo(504);
        function.awaitMetrics("function_in_flight 0\n");
        Streams.LATE.take().run();
        assertThat(Streams.OPEN).as(path).hasValue(0);
      }
    }
  }

  @Test
  void aCallThatEndsAtItsTimeoutHasOneAnswerOneLineAndOneCount() throws Exception {
    int calls = 300;
    try (RunningFunction function = RunningFunction.start(Streams.class, "", ONE_SECOND)) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        answers.add(answer);
        new Thread(() -> answer.complete(statusOf(function.port(), "/exact"))).start();
      }
      Map<Integer, Integer> received = new java.util.TreeMap<>();
      for (CompletableFuture<Integer> answer : answers) {
        received.merge(answer.get(), 1, Integer::sum);
      }
      int late = received.getOrDefault(504, 0);
      function.awaitMetrics(
          "function_in_flight 0\n",
          "function_calls_total{method=\"GET\"} " + calls + "\n",
          "function_failures_total{method=\"GET\"} " + late + "\n",
          "function_timeouts_total " + late + "\n");

      assertThat(received.keySet()).isSubsetOf(200, 504);
      Map<Integer, Integer> logged = new java.util.TreeMap<>();
      for (String line : function.log()) {
        if (line.contains("\"logger\":\"access\"")) {
          logged.merge(
              Integer.valueOf(line.replaceFirst(".*\"status\":(\\d+).*", "$1")), 1, Integer::sum);
        }
      }
      assertThat(logged).isEqualTo(received);
    }
  }

  /** Returns the status of the only response on a new connection; 0 if there is none. */
  private static int statusOf(int port, String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean one = answer.startsWith("HTTP/1.1 ") && !answer.substring(9).contains("HTTP/1.1 ");
      return one ? Integer.parseInt(answer.substring(9, 12)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void aStuckCallIsLoggedAndCountedAtItsTimeout() throws Exception {
    Handlers.Waits.GO.drainPermits();
    try (RunningFunction function = RunningFunction.start(Handlers.Waits.class, "", ONE_SECOND)) {
      assertThat(function.get("/stubborn").statusCode()).isEqualTo(504);
      assertThat(access(function)).isEqualTo("\"status\":504,…}");
      function.awaitMetrics(
          "function_calls_total{method=\"GET\"} 1\n",
          "function_in_flight 1\n",
          "function_stuck 1\n");
      Handlers.Waits.GO.release();
      function.awaitMetrics("function_stuck 0\n");
      access(function);
    }
  }

  @Test
  void anInterruptThatAHandlerLeavesBehindReachesNeitherItsAnswerNorTheNextCall() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class)) {
      for (int i = 0; i < 3; i++) {
        assertThat(function.get("/interrupts-itself").body()).isEqualTo("before: false");
      }
    }
  }

  @Test
  void anExceptionThatCannotBePrintedIs500LikeAnyOther() throws Exception {
    try (RunningFunction function = RunningFunction.start(Streams.class)) {
      HttpResponse<String> response = function.get("/unprintable");
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).contains("failure ");
      assertThat(access(function)).isEqualTo("\"status\":500,…}");
    }
  }
}
