package io.kubeless.storm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a storm and exits with 0 if nothing was lost, or 1 otherwise. */
public final class Storm {
  private Storm() {}

  /** Runs the storm that the options describe. */
  public static void main(String[] arguments) throws Exception {
    StormOptions options = StormOptions.parse(List.of(arguments));
    Path directory = Files.createTempDirectory("storm");
    System.out.println(options);
    System.out.println("logs and ledgers are in " + directory);
    Findings findings = new StormRun(options, directory).run();
    System.out.println(findings.report());
    System.exit(findings.good() ? 0 : 1);
  }
}
