package io.kubeless.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures the effect of clients that send or read as slowly as they can, and of one that sends
 * more than fits in the memory, on normal clients, probes and memory.
 */
public final class SlowClients {
  private static final int PORT = 18982;
  private static final int MANAGEMENT = 18983;
  private static final int GOOD = 8;

  private SlowClients() {}

  public static void main(String[] arguments) throws Exception {
    Path java = Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.home"), "bin", "java");
    Process process =
        BareRuntime.start(java, PORT, Map.of("KUBELESS_MANAGEMENT_PORT", "" + MANAGEMENT));
    try {
      while (!Load.once(PORT, "/")) {
        Thread.sleep(10);
      }
      Load.run(PORT, "/", GOOD, 20_000); // warm-up
      double before = Load.run(PORT, "/", GOOD, 10_000).perSecond();
      List<Socket> slow = open();
      Thread.sleep(5000); // until the clients that never read have filled all buffers
      Probes probes = new Probes();
      probes.start();
      double during = Load.run(PORT, "/", GOOD, 10_000).perSecond();
      probes.going = false;
      probes.join();
      int left = left(slow);
      double after = Load.run(PORT, "/", GOOD, 10_000).perSecond();
      double alone = (before + after) / 2; // the performance of the machine varies
      double memory = Usage.resident(process);
      int refusedAt = endless();
      double grown = Usage.resident(process) - memory;
      System.out.printf(Locale.ROOT, "normal callers beside %d slow ones: %.2f of their rate without them%n", slow.size(), during / alone);
      System.out.printf(Locale.ROOT, "/livez meanwhile: p99 %.1f ms, %d of %d not 200%n", probes.p99(), probes.failed, probes.millis.size());
      System.out.printf(Locale.ROOT, "slow connections open after 35 s: %d%n", left);
      System.out.printf(Locale.ROOT, "an endless body: refused after %d MiB, %.1f MB of memory%n", refusedAt, grown);
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static List<Socket> open() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      slow.add(send("GET / HTTP/1.1\r\nHos"));
      slow.add(send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\na"));
    }
    for (int i = 0; i < 200; i++) { // sends requests and never reads
      Socket socket = send("");
      slow.add(socket);
      Thread pipelining = new Thread(() -> pipeline(socket));
      pipelining.setDaemon(true);
      pipelining.start();
    }
    return slow;
  }

  /** Sends until the server accepts no more data, because nobody reads its responses. */
  private static void pipeline(Socket socket) {
    byte[] head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[1 << 16];
    try {
      for (int i = 0; i < 200; i++) {
        socket.getOutputStream().write(head);
        socket.getOutputStream().write(body);
      }
    } catch (IOException cutOff) {
      // This is expected.
    }
  }

  private static Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Returns the number of connections that the server has not closed after 35 s. */
  private static int left(List<Socket> slow) throws Exception {
    Thread.sleep(20_000);
    int left = 0;
    for (Socket socket : slow) {
      socket.setSoTimeout(500); // data that was sent before the end arrives first
      try {
        byte[] step = new byte[1 << 16];
        int count = 0;
        while (count >= 0) {
          count = socket.getInputStream().read(step);
        }
      } catch (java.net.SocketTimeoutException open) {
        left++;
      } catch (IOException closed) {
        // A reset connection is also closed.
      }
      socket.close();
    }
    return left;
  }

  private static int endless() throws IOException {
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'x');
    int sent = 0;
    try (Socket socket = send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")) {
      while (sent < 10_240) {
        socket.getOutputStream().write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(chunk);
        socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
        sent++;
      }
    } catch (IOException refused) {
      // This is expected.
    }
    return sent;
  }

  /** Requests the liveness repeatedly. */
  private static final class Probes extends Thread {
    private final List<Double> millis = new ArrayList<>();
    private volatile boolean going = true;
    private int failed;

    @Override
    public void run() {
      while (going) {
        long start = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), MANAGEMENT)) {
          socket.setSoTimeout(5000);
          socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
          failed += answer.startsWith("HTTP/1.1 200") ? 0 : 1;
          millis.add((System.nanoTime() - start) / 1e6);
          Thread.sleep(20);
        } catch (IOException | InterruptedException e) {
          failed++;
          millis.add(5000.0);
        }
      }
    }

    private double p99() {
      return millis.stream().sorted().toList().get(millis.size() * 99 / 100);
    }
  }
}
