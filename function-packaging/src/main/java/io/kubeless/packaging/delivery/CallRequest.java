package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A request to a function. With a body, it is a POST and an event, in the form of a Kubeless sender
 * or as a CloudEvent; without a body, it is a GET.
 *
 * @param data the body, or the name of a file after an at sign; if empty, the body is that of the
 *     file or missing
 * @param file a file with the body
 * @param path path and query; a slash at the start is optional
 * @param method the HTTP method; if absent, it depends on the body
 * @param headers header fields, which take precedence over those of an event
 * @param cloudEvent the attributes of the CloudEvent that is sent; if absent, a body is an event in
 *     the form of a Kubeless sender
 */
public record CallRequest(
    String data,
    Optional<Path> file,
    String path,
    Optional<String> method,
    Map<String, String> headers,
    Optional<Map<String, String>> cloudEvent) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the map, and keeps its order. */
  public CallRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * Returns the call.
   *
   * @throws ProblemException if the file cannot be read
   */
  public FunctionCall call() throws IOException {
    byte[] body = bytes();
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (body.length > 0) {
      fields.put("Content-Type", type(body));
    }
    if (cloudEvent.isPresent()) {
      fields.putAll(CloudEventAttributes.headers(cloudEvent.get(), "ce-"));
    } else if (body.length > 0) {
      fields.put("event-type", type(body));
      fields.put("event-id", UUID.randomUUID().toString());
      fields.put("event-time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      fields.put("event-namespace", "cli.kubeless.io");
    }
    fields.putAll(headers);
    return new FunctionCall(
        method.orElse(body.length > 0 || cloudEvent.isPresent() ? "POST" : "GET"),
        "/" + path.replaceFirst("^/", ""),
        fields,
        body);
  }

  /**
   * Returns the bytes of the body; empty if there is none.
   *
   * @throws ProblemException if the file cannot be read
   */
  public byte[] bytes() throws IOException {
    if (file.isEmpty()) {
      return data.getBytes(StandardCharsets.UTF_8);
    }
    if (!Files.isReadable(file.get()) || Files.isDirectory(file.get())) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_VALUE, "The file cannot be read")
              .at("%s", file.get())
              .because(unreadable(file.get()))
              .remedy("check its name in %s, or in %s", setting("file"), setting("data", "@file")));
    }
    return Files.readAllBytes(file.get());
  }

  private static Message unreadable(Path file) {
    if (Files.isDirectory(file)) {
      return Message.of("it is a directory");
    }
    return Files.exists(file)
        ? Message.of("this user may not read it")
        : Message.of("there is no such file; a name is relative to the project");
  }

  /** Returns the media type: JSON for an object or a list, or else text. */
  private static String type(byte[] body) throws IOException {
    try {
      return JSON.readTree(body).isContainerNode()
          ? "application/json"
          : "text/plain; charset=utf-8";
    } catch (JsonProcessingException e) {
      return "text/plain; charset=utf-8"; // a body that is not JSON is text
    }
  }
}
