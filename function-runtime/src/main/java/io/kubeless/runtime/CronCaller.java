package io.kubeless.runtime;

import io.kubeless.runtime.source.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Calls a function for one {@linkplain ScheduledRun scheduled run}. A CronJob starts this process,
 * with the function's own image. The exit code is 0 for success, 1 if another attempt may succeed,
 * and 65 if it cannot. Manifests contain the name of this class.
 */
public final class CronCaller {
  private CronCaller() {}

  /** Sends the event that the environment describes. */
  public static void main(String[] arguments) {
    System.exit(call(System.getenv(), JsonLog.process()));
  }

  static int call(Map<String, String> environment, JsonLog log) {
    String url = environment.getOrDefault(RuntimeContract.CALL_URL, "");
    ScheduledRun run = ScheduledRun.of(environment);
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
      run.headers(System.currentTimeMillis()).forEach(connection::setRequestProperty);
      String tokenFile = environment.getOrDefault(RuntimeContract.CALL_TOKEN_FILE, "");
      if (!tokenFile.isEmpty()) {
        String token = Files.readString(Path.of(tokenFile)).strip();
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      byte[] body = run.body();
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      log.info("cron", "the function answered " + status + " to " + run.id());
      return ScheduledRun.exitCode(Verdict.of(status));
    } catch (IOException | IllegalArgumentException e) {
      log.failure("cron", "the function could not be called at " + url, e);
      return 1;
    }
  }
}
