package io.kubeless.packaging.cluster;

import io.kubeless.packaging.manifest.ApiResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The log of a container.
 *
 * @param pod name of the pod
 * @param container name of the container
 */
public record PodLog(ClusterConnection connection, String pod, String container) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * A line of a log.
   *
   * @param time when it was written
   * @param text the line without its end
   */
  public record Line(Instant time, String text) {

    /** Reads a line that begins with its time, as the API server writes it on request. */
    static Line of(String line) {
      int space = line.indexOf(' ');
      try {
        return new Line(
            Instant.parse(space < 0 ? line : line.substring(0, space)),
            space < 0 ? "" : line.substring(space + 1));
      } catch (DateTimeParseException e) {
        return new Line(Instant.EPOCH, line); // a message of the kubelet about the log itself
      }
    }
  }

  /**
   * Reads the log, line by line.
   *
   * @param query parameters of the API, such as {@code &tailLines=10}; with {@code follow}, it
   *     returns when the container has ended or the connection is closed
   * @see <a
   *     href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod">
   *     Reading the log of a pod</a>
   */
  public void read(String query, Consumer<Line> lines) throws ApiFailure, IOException {
    String path =
        ApiResource.POD.path(connection.namespace(), pod)
            + "/log?container="
            + container
            + "&timestamps=true"
            + query;
    // a log may be silent for as long as the function is not called
    Duration patience = query.contains("follow=true") ? Duration.ZERO : PATIENCE;
    HttpAnswer answer =
        connection.http().stream(
            path,
            Map.of("Accept", "*/*"),
            patience,
            body -> {
              BufferedReader reader =
                  new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
              for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(Line.of(line));
              }
            });
    if (answer.status() >= 300) {
      throw new ApiFailure(answer, ApiJson.read(answer.text()), "GET", path.split("\\?", 2)[0]);
    }
  }
}
