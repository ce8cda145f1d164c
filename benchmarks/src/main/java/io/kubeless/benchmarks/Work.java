package io.kubeless.benchmarks;

/** What every server is asked to do: greet at once, or after the 50 ms that a database takes. */
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
