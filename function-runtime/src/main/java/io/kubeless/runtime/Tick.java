package io.kubeless.runtime;

import io.kubeless.runtime.http.Timestamp;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.runtime.source.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The event of one tick of a cron trigger. All attempts of the tick's Job send the same id, {@code
 * namespace/job}, and the same time, which the Job's name ends with in minutes; one that a person
 * started happens now.
 *
 * @param job name of the Job
 * @param namespace of the Job
 * @param payload the body, empty for none
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
record Tick(String job, String namespace, String payload) {
  private static final String NAMESPACE = "cronjobtrigger.kubeless.io";
  private static final long MINUTES_OF_A_WEEK = 7 * 24 * 60;

  static Tick of(Map<String, String> environment) {
    return new Tick(
        environment.getOrDefault(RuntimeContract.JOB_NAME, "job"),
        environment.getOrDefault(RuntimeContract.JOB_NAMESPACE, "default"),
        environment.getOrDefault(RuntimeContract.CALL_PAYLOAD, ""));
  }

  String id() {
    return namespace + "/" + job;
  }

  byte[] body() {
    return payload.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the header fields that a Kubeless sender would send. */
  Map<String, String> headers(long nowMillis) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", contentType());
    headers.put("event-type", contentType());
    headers.put("event-id", id());
    headers.put("event-time", Timestamp.rfc3339(minutes(nowMillis) * 60_000));
    headers.put("event-namespace", NAMESPACE);
    return headers;
  }

  /**
   * Returns the event; a function sees the same as if it had been called with the header fields.
   */
  SourceEvent event(long nowMillis) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers(nowMillis).forEach((name, value) -> headers.put(name, List.of(value)));
    return new SourceEvent(
        id(),
        contentType(),
        Instant.ofEpochSecond(minutes(nowMillis) * 60),
        NAMESPACE,
        SourceEvent.Request.NONE,
        headers,
        Optional.of(contentType()),
        Map.of(),
        body(),
        1);
  }

  /** Kubeless senders send an empty body as a form; a map or a list in the payload is JSON. */
  private String contentType() {
    if (payload.isEmpty()) {
      return "application/x-www-form-urlencoded";
    }
    return Json.isObjectOrArray(payload) ? "application/json" : "text/plain; charset=utf-8";
  }

  /**
   * The CronJob controller ends a Job's name with the scheduled time in minutes since 1970. A name
   * that somebody chose may end with any digits, such as a date, so a number that is not of the
   * last week is none of the controller's.
   */
  private long minutes(long nowMillis) {
    long now = nowMillis / 60_000;
    String suffix = job.substring(job.lastIndexOf('-') + 1);
    if (!suffix.matches("\\d{8,9}")) {
      return now;
    }
    long minutes = Long.parseLong(suffix);
    return minutes <= now + 1 && minutes > now - MINUTES_OF_A_WEEK ? minutes : now;
  }

  /** Returns how the process of a tick ends. */
  static int exitCode(Verdict verdict) {
    return switch (verdict) {
      case ACKNOWLEDGE -> 0;
      case RETRY -> 1;
      case DEAD_LETTER -> RuntimeContract.EXIT_NOT_RETRYABLE;
    };
  }
}
