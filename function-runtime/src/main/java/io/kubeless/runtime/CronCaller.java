package io.kubeless.runtime;

import io.kubeless.runtime.http.Timestamp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Calls a function once: what a CronJob starts, from the function's own image.
 *
 * <p>All attempts of one tick send the same id, {@code namespace/job}, and the same time, which the
 * Job's name ends with in minutes. Success ends the process with 0, what another attempt may mend
 * with 1, and what it cannot with 65.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
public final class CronCaller {
  private static final Set<Integer> RETRYABLE = Set.of(404, 408, 409, 425, 429);

  private CronCaller() {}

  /** Sends the event that the environment describes. */
  public static void main(String[] arguments) {
    System.exit(call(System.getenv(), JsonLog.process()));
  }

  static int call(Map<String, String> environment, JsonLog log) {
    String url = environment.getOrDefault(RuntimeContract.CALL_URL, "");
    String job = environment.getOrDefault(RuntimeContract.JOB_NAME, "job");
    String namespace = environment.getOrDefault(RuntimeContract.JOB_NAMESPACE, "default");
    String payload = environment.getOrDefault(RuntimeContract.CALL_PAYLOAD, "");
    int seconds =
        Integer.parseInt(
            environment.getOrDefault(
                RuntimeContract.FUNC_TIMEOUT, "" + RuntimeContract.DEFAULT_TIMEOUT_SECONDS));
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout((seconds + 10) * 1000);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      String type = contentType(payload);
      connection.setRequestProperty("Content-Type", type);
      connection.setRequestProperty("Event-Type", type);
      connection.setRequestProperty("Event-Id", namespace + "/" + job);
      connection.setRequestProperty("Event-Time", tick(job, System.currentTimeMillis()));
      connection.setRequestProperty("Event-Namespace", "cronjobtrigger.kubeless.io");
      byte[] body = payload.getBytes(StandardCharsets.UTF_8);
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      log.info("cron", "the function answered " + status + " to " + namespace + "/" + job);
      return exitCode(status);
    } catch (IOException | IllegalArgumentException e) {
      log.failure("cron", "the function could not be called at " + url, e);
      return 1;
    }
  }

  static int exitCode(int status) {
    if (status >= 200 && status < 300) {
      return 0;
    }
    return status >= 500 || RETRYABLE.contains(status) ? 1 : RuntimeContract.EXIT_NOT_RETRYABLE;
  }

  /** Kubeless senders call a JSON object JSON, and anything else a form. */
  private static String contentType(String payload) {
    try {
      Json.members(payload);
      return "application/json";
    } catch (Json.InvalidJson e) {
      return payload.isEmpty() ? "application/x-www-form-urlencoded" : "text/plain; charset=utf-8";
    }
  }

  /** The Job controller ends a name with the scheduled time in minutes since 1970. */
  static String tick(String job, long nowMillis) {
    String suffix = job.substring(job.lastIndexOf('-') + 1);
    long minutes = suffix.matches("\\d{8,9}") ? Long.parseLong(suffix) : nowMillis / 60_000;
    return Timestamp.rfc3339(minutes * 60_000);
  }
}
