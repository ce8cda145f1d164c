package io.kubeless.benchmarks;

/** The work of every server: greet immediately, or after 50 ms, the typical time of a database. */
final class Work {
  static final String SLEEP = "/sleep";
  private static final long MILLIS = 50;

  private Work() {}

  static String answer(String path, String body) {
    if (path.equals(SLEEP)) {
      try {
        Thread.sleep(MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return "hello " + body;
  }
}
