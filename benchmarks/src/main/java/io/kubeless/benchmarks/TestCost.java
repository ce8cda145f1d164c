package io.kubeless.benchmarks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.testing.FunctionTest;
import io.kubeless.testing.RunningFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Compares tests that start a function and send a request with tests that do nothing. */
public final class TestCost {
  private static final int TESTS = 500;

  private TestCost() {}

  static class Empty {
    @RepeatedTest(TESTS)
    void test() {}
  }

  @FunctionTest(Hello.class)
  static class Function {
    @RepeatedTest(TESTS)
    void test(RunningFunction hello) {
      if (!hello.post("Duke").body().equals("hello Duke")) {
        throw new AssertionError();
      }
    }
  }

  /** The function. */
  public static final class Hello implements Handler<Event, Context> {
    @Override
    public String handle(Event event, Context context) {
      return "hello " + event.text();
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1 && arguments[0].startsWith("-")) {
      measure(arguments[0].equals("-function") ? Function.class : Empty.class);
      return;
    }
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<Double> empty = new ArrayList<>();
    List<Double> function = new ArrayList<>();
    List<Double> emptyMore = new ArrayList<>();
    List<Double> functionMore = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      round("-empty", empty, emptyMore);
      round("-function", function, functionMore);
    }
    System.out.printf(
        Locale.ROOT,
        "first run of %d tests, of which each starts a function: %.2f ms a test; empty: %.2f ms%n",
        TESTS, median(function), median(empty));
    System.out.printf(
        Locale.ROOT,
        "second run in the same JVM: %.2f ms a test; empty: %.2f ms%n",
        median(functionMore), median(emptyMore));
  }

  private static void round(String kind, List<Double> first, List<Double> second)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                TestCost.class.getName(),
                kind)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] times = new String(process.getInputStream().readAllBytes()).strip().split(" ");
    if (process.waitFor() != 0) {
      throw new IOException(kind + " failed");
    }
    first.add(Double.parseDouble(times[0]));
    second.add(Double.parseDouble(times[1]));
  }

  private static void measure(Class<?> tests) {
    double first = run(tests);
    System.out.println(first + " " + run(tests));
  }

  /** Returns the milliseconds of one test. */
  private static double run(Class<?> tests) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    long start = System.nanoTime();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            summary);
    double millis = (System.nanoTime() - start) / 1e6 / TESTS;
    if (summary.getSummary().getTestsSucceededCount() != TESTS) {
      throw new IllegalStateException("tests have failed");
    }
    return millis;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
