package io.kubeless.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Callers that each keep one connection and send the next request when the answer is there. */
final class Load {
  private static final byte[] EXPECTED = "hello {\"name\":\"world\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 1 << 20;

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final long[] latencies = new long[LONGEST];
  private volatile boolean going = true;

  /** Requests a second, the median latency in milliseconds, and how many were no right answer. */
  record Result(double perSecond, double median, long failed) {}

  private Load() {}

  /** Sends one request and returns whether the answer is right. */
  static boolean once(int port, String path) {
    try (Socket socket = open(port)) {
      return call(socket, new BufferedInputStream(socket.getInputStream()), request(path));
    } catch (IOException e) {
      return false;
    }
  }

  static Result run(int port, String path, int callers, long millis) throws InterruptedException {
    Load load = new Load();
    Thread[] threads = new Thread[callers];
    for (int i = 0; i < callers; i++) {
      threads[i] = new Thread(null, () -> load.call(port, path), "caller", 256 * 1024);
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
    double median = sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2] / 1e6;
    return new Result(count / seconds, median, load.failed.get());
  }

  private void call(int port, String path) {
    byte[] request = request(path);
    try (Socket socket = open(port)) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (going) {
        long start = System.nanoTime();
        if (!call(socket, in, request)) {
          failed.incrementAndGet();
          return;
        }
        long index = answered.getAndIncrement();
        if (index < LONGEST) {
          latencies[(int) index] = System.nanoTime() - start;
        }
      }
    } catch (IOException e) {
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

  private static byte[] request(String path) {
    return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 16\r\n\r\n{\"name\":\"world\"}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean call(Socket socket, InputStream in, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    boolean ok = line(in).startsWith("HTTP/1.1 200");
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
    return ok && Arrays.equals(body, EXPECTED);
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
