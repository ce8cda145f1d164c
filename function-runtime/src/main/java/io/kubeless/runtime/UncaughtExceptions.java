package io.kubeless.runtime;

/** What ends a thread that the function started is logged as a failure of a call is. */
final class UncaughtExceptions {
  private UncaughtExceptions() {}

  /** Sets the default handler of the process; a function may set another one. */
  static void logTo(JsonLog log) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) ->
            log.failure("runtime", "an exception ended the thread " + thread.getName(), thrown));
  }
}
