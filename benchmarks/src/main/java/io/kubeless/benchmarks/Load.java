package io.kubeless.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Callers with one connection each, which send the next request after each response. */
final class Load {
  private static final byte[] EXPECTED = "hello {\"name\":\"world\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 1 << 20;

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final long[] latencies = new long[LONGEST];
  private volatile boolean going = true;

  /**
   * The results of the callers.
   *
   * @param perSecond correct responses per second
   * @param median median latency of correct responses, in milliseconds
   * @param p99 99th percentile of their latency, in milliseconds
   * @param refused number of responses with 429
   * @param failed number of callers that got any other response
   */
  record Result(double perSecond, double median, double p99, long refused, long failed) {}

  private enum Answer {
    RIGHT,
    REFUSED,
    WRONG
  }

  private Load() {}

  /** Sends one request and returns whether the response is correct. */
  static boolean once(int port, String path) {
    try (Socket socket = open(port)) {
      return call(socket, new BufferedInputStream(socket.getInputStream()), request(path, ""))
          == Answer.RIGHT;
    } catch (IOException e) {
      return false;
    }
  }

  static Result run(int port, String path, int callers, long millis) throws InterruptedException {
    return run(port, List.of(request(path, "")), callers, millis);
  }

  /** Sends the requests in turn. Each caller begins with another one. */
  static Result run(int port, List<byte[]> requests, int callers, long millis)
      throws InterruptedException {
    Load load = new Load();
    Thread[] threads = new Thread[callers];
    for (int i = 0; i < callers; i++) {
      int first = (int) ((long) i * requests.size() / callers);
      threads[i] = new Thread(null, () -> load.call(port, requests, first), "caller", 256 * 1024);
      threads[i].start();
    }
    long start = System.nanoTime();
    Thread.sleep(millis);
    load.going = false;
    double seconds = (System.nanoTime() - start) / 1e9;
    long count = load.answered.get();
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted = Arrays.copyOf(load.latencies, (int) Math.min(count, LONGEST));
    Arrays.sort(sorted);
    return new Result(
        count / seconds,
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        load.refused.get(),
        load.failed.get());
  }

  private static double quantile(long[] sorted, double part) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * part)] / 1e6;
  }

  private void call(int port, List<byte[]> requests, int first) {
    int next = first;
    try (Socket socket = open(port)) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (going) {
        long start = System.nanoTime();
        Answer answer = call(socket, in, requests.get(next));
        next = (next + 1) % requests.size();
        if (answer == Answer.WRONG) {
          failed.incrementAndGet();
          return;
        }
        if (answer == Answer.REFUSED) {
          refused.incrementAndGet();
          Thread.sleep(10);
          continue;
        }
        long index = answered.getAndIncrement();
        if (index < LONGEST) {
          latencies[(int) index] = System.nanoTime() - start;
        }
      }
    } catch (IOException | InterruptedException e) {
      failed.incrementAndGet();
    }
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
    return socket;
  }

  /**
   * Returns a request.
   *
   * @param fields further header fields, each with its line break
   */
  static byte[] request(String path, String fields) {
    return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + fields
            + "Content-Length: 16\r\n\r\n{\"name\":\"world\"}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Answer call(Socket socket, InputStream in, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String status = line(in);
    int length = -1;
    boolean chunked = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:");
    }
    byte[] body = chunked ? chunks(in) : in.readNBytes(Math.max(0, length));
    if (status.startsWith("HTTP/1.1 429")) {
      return Answer.REFUSED;
    }
    boolean right = status.startsWith("HTTP/1.1 200") && Arrays.equals(body, EXPECTED);
    return right ? Answer.RIGHT : Answer.WRONG;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      body.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
