package io.kubeless.runtime.source;

/** Ends the process at the request of a source. */
@FunctionalInterface
public interface ProcessEnd {

  /** Determines the exit code. */
  enum Cause {
    /**
     * A setting can never work, such as a login that is refused or a topic that is unknown. The
     * exit code is 78.
     */
    CONFIGURATION,
    /**
     * The process cannot continue: an event has damaged it or has blocked a thread for good, or the
     * source cannot receive events again. The exit code is 70.
     */
    FAILURE
  }

  /**
   * Ends the process soon, on another thread. All sources are drained before, as on SIGTERM. The
   * first request counts.
   *
   * @param reason a sentence for the log and the termination log
   */
  void request(Cause cause, String reason);
}
