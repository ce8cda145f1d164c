package io.kubeless.runtime;

import java.util.Set;

/**
 * Distinguishes the two reasons for running shutdown hooks: a signal that stops the process, and
 * {@link System#exit}.
 */
final class StopSignal {
  // The JDK handles a signal in a thread with one of these names, which waits until the hooks have
  // ended. The JDK's class for signals, sun.misc.Signal, cannot be compiled without a warning.
  private static final Set<String> HANDLERS = Set.of("SIGTERM handler", "SIGINT handler");

  private StopSignal() {}

  /** Returns, in a shutdown hook, whether SIGTERM or SIGINT is its reason. */
  static boolean received() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> HANDLERS.contains(thread.getName()));
  }
}
