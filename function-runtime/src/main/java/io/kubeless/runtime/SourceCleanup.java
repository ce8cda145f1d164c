package io.kubeless.runtime;

import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.InvalidSource;

/**
 * Deletes what processes of a developer have left in the brokers of the environment, and exits. The
 * exit codes are 0 and {@link RuntimeContract#EXIT_CONFIGURATION}.
 */
public final class SourceCleanup {
  private SourceCleanup() {}

  /** Lets each source forget its state. */
  public static void main(String[] arguments) throws InterruptedException {
    try {
      for (EventSource each : Publisher.sources(System.getenv(), "cleanup")) {
        each.forget();
      }
      System.exit(0);
    } catch (InvalidSource e) {
      System.err.println(e.getMessage());
      System.exit(RuntimeContract.EXIT_CONFIGURATION);
    }
  }
}
