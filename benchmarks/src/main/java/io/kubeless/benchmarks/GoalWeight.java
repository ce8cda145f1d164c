package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares the time of a goal that does nothing with that of a plugin without dependencies. */
public final class GoalWeight {
  private static final String IDLE = "io.kubeless:idle-maven-plugin:1.0.0-SNAPSHOT:idle";
  private static final String OURS = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:generate";

  private GoalWeight() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 12;
    run(IDLE);
    run(OURS);
    List<Double> idle = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      idle.add(run(IDLE));
      ours.add(run(OURS));
    }
    System.out.printf(
        Locale.ROOT,
        "a goal that does nothing: %.2f s; of a plugin without dependencies: %.2f s (%.2f)%n",
        median(ours),
        median(idle),
        median(ours) / median(idle));
  }

  private static double run(String goal) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process maven =
        new ProcessBuilder("../../mvnw", "-B", "-q", "-o", goal, "-Dkubeless.skip")
            .directory(Path.of("..", "examples", "hello").toFile())
            .inheritIO()
            .start();
    if (maven.waitFor() != 0) {
      throw new IOException(goal + " failed");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
