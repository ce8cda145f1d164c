package io.kubeless.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Clients of many kinds, each of which repeats its requests and compares each response. */
final class SoakClients {
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final byte[] NOTHING = {};
  private static final byte[] LARGE = SoakFunction.streamed();
  private static final String STREAM = "GET " + SoakFunction.STREAM + " HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Map<String, LongAdder> exchanges = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder late = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean going = true;

  /** One exchange or a few. */
  @FunctionalInterface
  private interface Kind {
    void exchange() throws IOException, InterruptedException;
  }

  /** A response that differs from the expected one. */
  private static final class Wrong extends IOException {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  /** Starts all clients. */
  void start() {
    for (int i = 0; i < 4; i++) {
      repeat("keep-alive", 40, this::keepAlive);
    }
    for (int i = 0; i < 2; i++) {
      repeat("new connection", 20, () -> once("GET", "/", NOTHING, 200, "hello ".getBytes(StandardCharsets.US_ASCII)));
      repeat("slow", 100, this::slow);
      repeat("aborted", 50, this::aborted);
    }
    repeat("large body", 100, () -> once("POST", SoakFunction.ECHO, LARGE, 200, LARGE));
    repeat("chunked body", 100, this::chunked);
    repeat("stream", 100, () -> once("GET", SoakFunction.STREAM, NOTHING, 200, LARGE));
    repeat("slow reader", 200, this::slowReader);
    repeat("aborted stream", 200, this::abortedStream);
    repeat("pipelined", 100, this::pipelined);
    repeat("exception", 50, () -> once("GET", SoakFunction.FAIL, NOTHING, 500, null));
    repeat("refused by the function", 50, () -> once("GET", SoakFunction.REFUSE, NOTHING, 422, null));
    repeat("invalid request", 50, this::invalid);
    repeat("timeout", 500, () -> once("GET", SoakFunction.HANG, NOTHING, 504, null));
    repeat("probe", 1000, () -> probe("/livez"));
    repeat("metrics", 1000, () -> probe("/metrics"));
  }

  private void repeat(String name, long pauseMillis, Kind kind) {
    LongAdder count = exchanges.computeIfAbsent(name, key -> new LongAdder());
    Thread thread =
        new Thread(
            null,
            () -> {
              while (going) {
                long start = System.nanoTime();
                try {
                  kind.exchange();
                  count.increment();
                  Thread.sleep(pauseMillis);
                } catch (InterruptedException e) {
                  return;
                } catch (IOException | RuntimeException e) {
                  failed(name, System.nanoTime() - start, e);
                }
              }
            },
            name,
            256 * 1024);
    threads.add(thread);
    thread.start();
  }

  /** A client that the machine lets run too rarely exceeds the deadlines of the server. */
  private void failed(String name, long nanos, Exception failure) {
    if (nanos > LATE_NANOS && !(failure instanceof SocketTimeoutException)) {
      late.increment();
    } else {
      wrong.add(name + ": " + failure);
    }
  }

  private static void check(RawConnection.Response response, int status, byte[] body) throws Wrong {
    if (response.status() != status || (body != null && !Arrays.equals(response.body(), body))) {
      throw new Wrong("status " + response.status() + " with " + response.body().length + " bytes instead of " + status);
    }
  }

  private static void once(String method, String path, byte[] request, int status, byte[] body)
      throws IOException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      connection.send(RawConnection.request(method, path, request));
      check(connection.read(), status, body);
    }
  }

  private void keepAlive() throws IOException, InterruptedException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      for (int i = 0; i < 100 && going; i++) {
        byte[] body = ("caller " + i).getBytes(StandardCharsets.US_ASCII);
        connection.send(RawConnection.request("POST", "/", body));
        check(connection.read(), 200, ("hello caller " + i).getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(20);
      }
    }
  }

  private void slow() throws IOException, InterruptedException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      byte[] request = RawConnection.request("POST", SoakFunction.ECHO, "slow".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < request.length; i += 4) {
        connection.send(Arrays.copyOfRange(request, i, Math.min(request.length, i + 4)));
        Thread.sleep(50);
      }
      check(connection.read(), 200, "slow".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void aborted() throws IOException {
    byte[] request = RawConnection.request("POST", SoakFunction.ECHO, LARGE);
    for (int length : new int[] {0, 5, 40, 90, 30_000}) {
      try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
        connection.send(Arrays.copyOf(request, length));
        if (length % 2 == 0) {
          connection.reset();
        }
      }
    }
  }

  private void chunked() throws IOException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      connection.send("POST " + SoakFunction.ECHO + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = 1; size < 20_000; size *= 3) {
        connection.send(Integer.toHexString(size) + "\r\n");
        byte[] chunk = Arrays.copyOf(LARGE, size);
        connection.send(chunk);
        connection.send("\r\n");
        body.writeBytes(chunk);
      }
      connection.send("0\r\n\r\n");
      check(connection.read(), 200, body.toByteArray());
    }
  }

  private void slowReader() throws IOException, InterruptedException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      for (int i = 0; i < 40; i++) { // more than all buffers can take
        connection.send(STREAM);
      }
      Thread.sleep(2000);
      for (int i = 0; i < 40; i++) {
        check(connection.read(), 200, LARGE);
      }
    }
  }

  private void abortedStream() throws IOException, InterruptedException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      for (int i = 0; i < 40; i++) {
        connection.send(STREAM);
      }
      Thread.sleep(100);
      connection.reset();
    }
  }

  private void pipelined() throws IOException {
    try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
      ByteArrayOutputStream requests = new ByteArrayOutputStream();
      for (int i = 0; i < 50; i++) {
        requests.writeBytes(RawConnection.request("POST", SoakFunction.ECHO, ("" + i).getBytes(StandardCharsets.US_ASCII)));
      }
      connection.send(requests.toByteArray());
      for (int i = 0; i < 50; i++) {
        check(connection.read(), 200, ("" + i).getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private void invalid() throws IOException {
    Map<String, Integer> requests = new TreeMap<>();
    requests.put("GET / HTTP/1.1\r\n\r\n", 400);
    requests.put("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505);
    requests.put("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413);
    requests.put("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    requests.put("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc\r\n0\r\n\r\n", 400);
    for (Map.Entry<String, Integer> each : requests.entrySet()) {
      try (RawConnection connection = new RawConnection(FunctionServer.PORT)) {
        connection.send(each.getKey());
        check(connection.read(), each.getValue(), null);
      }
    }
  }

  private static void probe(String path) throws IOException {
    try (RawConnection connection = new RawConnection(FunctionServer.MANAGEMENT)) {
      connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      check(connection.read(), 200, null);
    }
  }

  /** Returns the number of exchanges of all clients, by their kind. */
  Map<String, Long> exchanges() {
    Map<String, Long> numbers = new TreeMap<>();
    exchanges.forEach((name, count) -> numbers.put(name, count.sum()));
    return numbers;
  }

  /** Returns the number of exchanges that failed because the clients themselves were too slow. */
  long late() {
    return late.sum();
  }

  /** Returns what was wrong. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Ends all clients. */
  void stop() throws InterruptedException {
    going = false;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
