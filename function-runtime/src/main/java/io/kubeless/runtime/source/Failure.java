package io.kubeless.runtime.source;

/**
 * The reason why an event is given up.
 *
 * @param status the HTTP status with the same meaning
 * @param errorClass class of the exception, or the kind of the outcome
 * @param message the reason; it may contain what the function has put into an exception
 * @param traceId identifies the lines in the log
 * @param attempts number of attempts
 */
public record Failure(int status, String errorClass, String message, String traceId, int attempts) {
  private static final String PROCESS_ENDED = "ProcessEnded";
  private static final String MALFORMED = Outcome.Malformed.class.getSimpleName();

  /** Returns the failure of the last attempt. */
  public static Failure of(Outcome outcome, String traceId, int attempts) {
    if (outcome instanceof Outcome.Failed failed) {
      return new Failure(
          outcome.status(), name(failed.cause()), text(failed.cause()), failed.traceId(), attempts);
    }
    if (outcome instanceof Outcome.RetryRequested retry) {
      return new Failure(
          outcome.status(), name(retry.cause()), text(retry.cause()), traceId, attempts);
    }
    String kind = outcome.getClass().getSimpleName();
    return new Failure(outcome.status(), kind, reason(outcome), traceId, attempts);
  }

  /** Returns whether the process has ended repeatedly, so that the function is not called again. */
  public boolean ofProcess() {
    return errorClass.equals(PROCESS_ENDED);
  }

  /**
   * Returns the status and the class for a line of a log, such as {@code 500
   * (java.io.IOException)}. For a malformed event, whose failure has no other line, it contains the
   * reason.
   */
  public String summary() {
    boolean malformed = errorClass.equals(MALFORMED);
    return status + " (" + errorClass + (malformed ? ": " + message : "") + ")";
  }

  /** Returns the failure of an event during whose processing the process has ended repeatedly. */
  public static Failure ofDeaths(int deaths, String traceId, int attempts) {
    return new Failure(
        500,
        PROCESS_ENDED,
        "the process has ended " + deaths + " times while it processed this event",
        traceId,
        attempts);
  }

  /** Returns the failure of an event whose deliveries have all ended without an outcome. */
  static Failure ofDeliveries(int deliveries, String traceId) {
    return new Failure(
        500,
        PROCESS_ENDED,
        "it was delivered " + deliveries + " times without an outcome",
        traceId,
        deliveries);
  }

  private static String reason(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused.reason();
    }
    if (outcome instanceof Outcome.Malformed malformed) {
      return malformed.reason();
    }
    if (outcome instanceof Outcome.TimedOut) {
      return "the call exceeded the timeout";
    }
    return "the function answered with " + outcome.status();
  }

  private static String name(Throwable thrown) {
    return thrown.getClass().getName();
  }

  private static String text(Throwable thrown) {
    try {
      return String.valueOf(thrown.getMessage());
    } catch (RuntimeException e) { // thrown by the function's own exception class
      return "";
    }
  }
}
