package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and writes the JSON of the API server. */
public final class ApiJson {
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private ApiJson() {}

  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // a page of a proxy, not a response of the API server
    }
  }

  public static ObjectNode node(Object plain) {
    return MAPPER.valueToTree(plain);
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
