package io.kubeless.maven;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a function is called with: a file or a text; nothing is a plain GET. */
record CallBody(byte[] bytes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the file, relative to the project, or else takes the text. */
  static CallBody of(Path project, Optional<String> file, String text) throws IOException {
    if (file.isEmpty()) {
      return new CallBody(text.getBytes(StandardCharsets.UTF_8));
    }
    Path source = project.resolve(file.get());
    if (!Files.isReadable(source)) {
      throw new ProblemException(
          Problem.inProject(
              302,
              "The file cannot be read",
              source.toString(),
              "-D" + Setting.FILE.property() + " is relative to the project",
              "check its name"));
    }
    return new CallBody(Files.readAllBytes(source));
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Returns the media type: JSON for an object or a list, else text; empty without a body. */
  String type() throws IOException {
    if (isEmpty()) {
      return "";
    }
    try {
      return JSON.readTree(bytes).isContainerNode()
          ? "application/json"
          : "text/plain; charset=utf-8";
    } catch (JsonProcessingException e) {
      return "text/plain; charset=utf-8"; // whatever is no JSON is text
    }
  }

  /** Returns the header fields of an event with this body; none without one. */
  Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!isEmpty()) {
      headers.put("Content-Type", type());
      headers.put("event-type", type());
      headers.put("event-id", UUID.randomUUID().toString());
      headers.put("event-time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      headers.put("event-namespace", "cli.kubeless.io");
    }
    return headers;
  }
}
