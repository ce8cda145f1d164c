package io.kubeless.runtime;

/** Logs exceptions that end threads of the function in the same way as failures of calls. */
final class UncaughtExceptions {
  private UncaughtExceptions() {}

  /** Sets the default handler of the process, which a function may replace. */
  static void logTo(JsonLog log) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) ->
            log.failure("runtime", "an exception ended the thread " + thread.getName(), thrown));
  }
}
