package io.kubeless.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Lets clients of many kinds call a function for a long time. It fails if an answer is wrong, if
 * memory, threads or file descriptors grow, or if any are left when the clients have ended.
 */
public final class Soak {
  private static final long SAMPLE_SECONDS = 30;
  private static final long WARM_UP_MILLIS = 10_000;
  private static final long LINGERING_MILLIS = 3000;
  private static final double MOST_KIB_PER_MINUTE = 1024 / 10.0;

  private Soak() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.home"));
    int minutes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
    List<FunctionServer.Use> uses = new ArrayList<>();
    SoakClients clients = new SoakClients();
    List<String> faults = new ArrayList<>();
    try (FunctionServer server = FunctionServer.start(home, SoakFunction.class, Map.of("FUNC_TIMEOUT", "5"))) {
      SoakClients first = new SoakClients(); // the JVM opens files when it needs them
      first.start();
      Thread.sleep(WARM_UP_MILLIS);
      first.stop();
      Thread.sleep(LINGERING_MILLIS);
      FunctionServer.Use before = server.use();
      List<String> open = server.files();
      report("before", before);
      clients.start();
      long start = System.nanoTime();
      for (int i = 1; i <= minutes * 60 / SAMPLE_SECONDS && server.alive(); i++) {
        Thread.sleep(Math.max(0, i * SAMPLE_SECONDS * 1000 - (System.nanoTime() - start) / 1_000_000));
        uses.add(server.use());
        report("" + i * SAMPLE_SECONDS, uses.get(uses.size() - 1));
      }
      clients.stop();
      Thread.sleep(35_000); // threads of the pool end after 30 s
      FunctionServer.Use after = server.use();
      report("after", after);
      if (after.files() > before.files()) {
        List<String> left = server.files();
        left.removeAll(open);
        faults.add(after.files() - before.files() + " file descriptors are left of " + left);
      }
      if (!server.alive()) {
        faults.add("the process has ended");
      }
    }
    clients.exchanges().forEach((kind, count) -> System.out.println(kind + ": " + count));
    List<FunctionServer.Use> warm = uses.subList(uses.size() / 3, uses.size());
    grows("resident memory", warm, FunctionServer.Use::residentKib, faults);
    grows("heap after a collection", warm, FunctionServer.Use::heapKib, faults);
    clients.wrong().stream().limit(20).forEach(faults::add);
    System.out.println(clients.wrong().size() + " wrong answers, " + clients.late() + " clients too late");
    faults.forEach(System.out::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private static void report(String second, FunctionServer.Use use) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d KiB resident, %d KiB of heap, %d threads, %d files%n",
        second,
        use.residentKib(),
        use.heapKib(),
        use.threads(),
        use.files());
  }

  /** Reports the slope of a straight line through the samples, and adds a fault if it is steep. */
  private static void grows(
      String name, List<FunctionServer.Use> uses, ToLongFunction<FunctionServer.Use> value, List<String> faults) {
    double middle = (uses.size() - 1) / 2.0;
    double mean = uses.stream().mapToLong(value).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < uses.size(); i++) {
      products += (i - middle) * (value.applyAsLong(uses.get(i)) - mean);
      squares += (i - middle) * (i - middle);
    }
    double perMinute = products / squares * 60 / SAMPLE_SECONDS;
    System.out.printf(Locale.ROOT, "%s: %.1f KiB per minute after the first third%n", name, perMinute);
    if (perMinute > MOST_KIB_PER_MINUTE) {
      faults.add(name + " grows");
    }
  }
}
