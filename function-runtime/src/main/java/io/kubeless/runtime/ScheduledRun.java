package io.kubeless.runtime;

import io.kubeless.runtime.http.Timestamp;
import io.kubeless.runtime.json.JsonReader;
import io.kubeless.runtime.source.DescribedEvent;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.runtime.source.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a cron trigger: a Job that its CronJob has created for a scheduled time. All attempts
 * of the Job send the same id, {@code namespace/job}, and the same time, which is the minute at the
 * end of the Job's name. A Job that a user has started has the current time.
 *
 * @param job name of the Job
 * @param namespace namespace of the Job
 * @param payload the body, empty if there is none
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
record ScheduledRun(String job, String namespace, String payload) {
  private static final String NAMESPACE = "cronjobtrigger.kubeless.io";
  private static final long MINUTES_OF_A_WEEK = 7 * 24 * 60;

  static ScheduledRun of(Map<String, String> environment) {
    return new ScheduledRun(
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

  /** Returns the header fields of a Kubeless sender. */
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
   * Returns the event, which the function receives as if it had been called with the header fields.
   */
  SourceEvent event(long nowMillis) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers(nowMillis).forEach((name, value) -> headers.put(name, List.of(value)));
    return new DescribedEvent(
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

  /**
   * Returns the content type. Kubeless senders send an empty body as a form, and a map or a list in
   * the payload as JSON.
   */
  private String contentType() {
    if (payload.isEmpty()) {
      return "application/x-www-form-urlencoded";
    }
    return JsonReader.isObjectOrArray(payload) ? "application/json" : "text/plain; charset=utf-8";
  }

  /**
   * Returns the scheduled time in minutes since 1970, with which the CronJob controller ends a
   * Job's name. A name that a user chose may end with any digits, such as a date, so a number
   * outside of the last week is not from the controller.
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

  /** Returns the exit code of a scheduled run. */
  static int exitCode(Verdict verdict) {
    return switch (verdict) {
      case ACKNOWLEDGE -> 0;
      case RETRY -> 1;
      case DEAD_LETTER -> RuntimeContract.EXIT_NOT_RETRYABLE;
    };
  }
}
