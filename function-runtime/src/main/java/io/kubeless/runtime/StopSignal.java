package io.kubeless.runtime;

import java.util.Set;

/**
 * Tells the two ways apart in which a process comes to run its shutdown hooks: a signal that asks
 * it to stop, and {@link System#exit}.
 */
final class StopSignal {
  // The JDK handles a signal in a thread of this name, which waits until the hooks have ended. Its
  // public API for signals, sun.misc.Signal, cannot be compiled without a warning.
  private static final Set<String> HANDLERS = Set.of("SIGTERM handler", "SIGINT handler");

  private StopSignal() {}

  /** Returns, in a shutdown hook, whether SIGTERM or SIGINT is the reason for it. */
  static boolean received() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> HANDLERS.contains(thread.getName()));
  }
}
