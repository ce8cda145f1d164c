package io.kubeless.packaging.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kubeless.packaging.manifest.Yaml;
import java.util.Locale;
import java.util.Map;

/** How the state of functions is written. */
public enum OutputFormat {
  /** Tables for people. */
  TEXT,
  /** One JSON document. */
  JSON,
  /** One YAML document of the same shape. */
  YAML;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Returns the format with a name in lower case. */
  public static OutputFormat of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the document. */
  public String document(Map<String, Object> content) {
    try {
      return this == YAML
          ? Yaml.write(content).stripTrailing()
          : MAPPER.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
