package io.kubeless.benchmarks;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The work of every server: greet immediately, after 50 ms, the typical time of a database, or
 * after a computation of about a millisecond.
 */
final class Work {
  static final String SLEEP = "/sleep";
  static final String COMPUTE = "/compute";
  private static final long MILLIS = 50;
  private static final byte[] COMPUTED = new byte[512 * 1024];

  private Work() {}

  static String answer(String path, String body) {
    if (path.equals(SLEEP)) {
      try {
        Thread.sleep(MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (path.equals(COMPUTE)) {
      compute();
    }
    return "hello " + body;
  }

  private static void compute() {
    try {
      MessageDigest.getInstance("SHA-256").digest(COMPUTED);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
