package io.kubeless.benchmarks;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures a function with five times as many callers as it accepts: the accepted calls, and the
 * time afterwards.
 */
public final class Overload {
  private static final int PORT = 18981;
  private static final int CONCURRENCY = 20;

  private Overload() {}

  public static void main(String[] arguments) throws Exception {
    Path java = Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.home"), "bin", "java");
    long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 60;
    Process process =
        BareRuntime.start(java, PORT, Map.of("KUBELESS_CONCURRENCY", "" + CONCURRENCY));
    try {
      while (!Load.once(PORT, "/")) {
        Thread.sleep(10);
      }
      Load.run(PORT, Work.SLEEP, CONCURRENCY, 3000); // warm-up
      Load.Result before = Load.run(PORT, Work.SLEEP, CONCURRENCY, 5000);
      Load.Result during = Load.run(PORT, Work.SLEEP, 5 * CONCURRENCY, seconds * 1000);
      Thread.sleep(1000);
      Load.Result after = Load.run(PORT, Work.SLEEP, CONCURRENCY, 5000);
      System.out.println("| | as many callers as it accepts | 5 times as many | a second later |");
      System.out.println("| --- | --- | --- | --- |");
      print("answered, requests/s", before.perSecond(), during.perSecond(), after.perSecond());
      print("p99 of those, ms", before.p99(), during.p99(), after.p99());
      print("refused with 429", before.refused(), during.refused(), after.refused());
      print("anything else", before.failed(), during.failed(), after.failed());
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static void print(String title, double before, double during, double after) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f (%.2f) | %.0f (%.2f) |%n",
        title,
        before,
        during,
        during / before,
        after,
        after / before);
  }
}
