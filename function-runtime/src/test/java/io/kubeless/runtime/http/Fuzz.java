package io.kubeless.runtime.http;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs many cases. {@code -Dfuzz.cases=10000000} runs more of them, {@code -Dfuzz.seed} other ones.
 */
public final class Fuzz {
  /** Number of cases for the parser. Parts of them go through sockets, too. */
  public static final long CASES = Long.getLong("fuzz.cases", 100_000);

  private static final long SEED = Long.getLong("fuzz.seed", 20261128);
  private static final int MOST_FAILURES = 5;

  private Fuzz() {}

  /** Examines the bytes of one connection. */
  @FunctionalInterface
  public interface Check {
    /**
     * Returns what is wrong with the answers, empty if they are correct.
     *
     * @param number number of the case
     * @param bytes what the client sends, in ISO-8859-1
     */
    String apply(long number, String bytes) throws IOException;
  }

  /** Creates the check of one thread. */
  @FunctionalInterface
  public interface Checks {
    Check create() throws IOException;
  }

  /** Returns what is wrong with the first few cases for which something is wrong. */
  public static List<String> run(String name, long cases, Checks checks) throws Exception {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    AtomicLong next = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < Math.max(2, Runtime.getRuntime().availableProcessors()); i++) {
      Check check = checks.create();
      threads.add(new Thread(() -> run(next, cases, check, failures), "fuzz"));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf(
        "%s: %d cases from %d in %d s%n",
        name, Math.min(cases, next.get()), SEED, (System.nanoTime() - start) / 1_000_000_000);
    return failures.stream().limit(MOST_FAILURES).toList();
  }

  private static void run(AtomicLong next, long cases, Check check, Queue<String> failures) {
    while (failures.size() < MOST_FAILURES) {
      long number = next.getAndIncrement();
      if (number >= cases) {
        return;
      }
      String bytes = FuzzCases.bytes(SEED + number);
      try {
        String failure = check.apply(SEED + number, bytes);
        if (!failure.isEmpty()) {
          failures.add(SEED + number + ": " + shown(bytes) + " " + failure);
        }
      } catch (Exception | Error e) {
        failures.add(SEED + number + ": " + shown(bytes) + " ended in " + e);
      }
    }
  }

  private static String shown(String bytes) {
    return bytes.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }

  /**
   * Sends the bytes of a case in parts.
   *
   * @return the answers without those of status 100
   */
  public static List<RawClient.Answer> exchange(int port, long number, String bytes)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      try {
        for (String part : FuzzCases.parts(bytes, number)) {
          socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
        }
        socket.shutdownOutput();
      } catch (IOException e) {
        // The server has refused a request, and closed the connection.
      }
      return RawClient.parse(RawClient.received(socket), "").stream()
          .filter(answer -> answer.status() != 100)
          .toList();
    }
  }

  /** Sends the bytes of a case, and disconnects without reading. */
  public static void abort(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.setSoLinger(true, 0);
    } catch (java.net.SocketException e) {
      // The server was faster.
    }
  }

  /** Returns the number of open files of this process, 0 if the system does not list them. */
  public static int files() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }
}
