package io.kubeless.maven;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The request that {@code invoke} sends: with a body it is a POST and an event, as a sender of
 * Kubeless sends it; without one it is a GET.
 */
final class CallRequest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CallRequest() {}

  /** Reads the settings; header fields that are set win over those of an event. */
  static FunctionCall of(GoalSettings settings) throws IOException {
    byte[] body = body(settings);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (body.length > 0) {
      headers.put("Content-Type", type(body));
      headers.put("event-type", type(body));
      headers.put("event-id", UUID.randomUUID().toString());
      headers.put("event-time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      headers.put("event-namespace", "cli.kubeless.io");
    }
    headers.putAll(RequestHeaders.of(settings));
    return new FunctionCall(
        settings.text(Setting.METHOD).orElse(body.length > 0 ? "POST" : "GET"),
        "/" + settings.text(Setting.PATH).orElseThrow().replaceFirst("^/", ""),
        headers,
        body);
  }

  private static byte[] body(GoalSettings settings) throws IOException {
    if (settings.text(Setting.FILE).isEmpty()) {
      return settings.text(Setting.DATA).orElse("").getBytes(StandardCharsets.UTF_8);
    }
    Path source = settings.directory().resolve(settings.text(Setting.FILE).orElseThrow());
    if (!Files.isReadable(source)) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_VALUE, "The file cannot be read")
              .at("%s", source)
              .because("-D%s is relative to the project", Setting.FILE.property())
              .remedy("check its name"));
    }
    return Files.readAllBytes(source);
  }

  /** Returns the media type: JSON for an object or a list, else text. */
  private static String type(byte[] body) throws IOException {
    try {
      return JSON.readTree(body).isContainerNode()
          ? "application/json"
          : "text/plain; charset=utf-8";
    } catch (JsonProcessingException e) {
      return "text/plain; charset=utf-8"; // whatever is no JSON is text
    }
  }
}
