package io.kubeless.runtime;

import io.kubeless.runtime.json.JsonReader;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.ReceivedMessage.Binding;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A CloudEvent of version 1.0, in binary or structured mode.
 *
 * @param attributes by name, including all required ones
 * @param contentType of the body, if it is known
 * @param body the event's data
 * @see <a href="https://github.com/cloudevents/spec/tree/v1.0.2/cloudevents/bindings">Protocol
 *     bindings</a>
 */
record CloudEvent(Map<String, String> attributes, Optional<String> contentType, byte[] body) {
  private static final String FAMILY = "application/cloudevents";
  private static final String STRUCTURED = FAMILY + "+json";
  private static final List<String> REQUIRED = List.of("id", "source", "specversion", "type");

  /** Returns whether a message is declared as a CloudEvent by its headers. */
  static boolean is(Map<String, List<String>> headers, Binding binding) {
    return headers.containsKey(binding.specVersion()) || isStructured(headers);
  }

  /** Returns whether the body is an event that contains its data. */
  static boolean isStructured(Map<String, List<String>> headers) {
    return mediaType(contentType(headers).orElse("")).startsWith(FAMILY);
  }

  /**
   * Reads an event.
   *
   * @param headers values by name in lower case
   */
  static CloudEvent read(Map<String, List<String>> headers, byte[] body, Binding binding)
      throws MalformedEvent {
    String type = mediaType(contentType(headers).orElse(""));
    if (type.equals(STRUCTURED)) {
      ContentCoding.requireNone(headers);
      return structured(body).checked();
    }
    if (type.startsWith(FAMILY)) {
      throw new MalformedEvent(415, "the only supported structured form is " + STRUCTURED);
    }
    return binary(headers, body, binding).checked();
  }

  /** Returns the structured event in a body without any headers; empty if the body is not one. */
  static Optional<CloudEvent> headerless(byte[] body) {
    if (body.length == 0 || body[0] != '{') {
      return Optional.empty();
    }
    try {
      return Optional.of(structured(body).checked());
    } catch (MalformedEvent e) {
      return Optional.empty();
    }
  }

  String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /**
   * Returns when the event happened.
   *
   * @param received the time of an event that contains none
   */
  Instant time(Instant received) throws MalformedEvent {
    String time = attributes.get("time");
    return time == null ? received : EventTime.parse(time);
  }

  private static CloudEvent binary(Map<String, List<String>> headers, byte[] body, Binding binding)
      throws MalformedEvent {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      if (header.getKey().startsWith(binding.prefix())) {
        String name = header.getKey().substring(binding.prefix().length());
        String value = header.getValue().get(0);
        attributes.put(name, binding.percentEncoded() ? headerValue(name, value) : value);
      }
    }
    Optional<String> declared = Optional.ofNullable(attributes.get("datacontenttype"));
    return new CloudEvent(Map.copyOf(attributes), declared.or(() -> contentType(headers)), body);
  }

  private static Optional<String> contentType(Map<String, List<String>> headers) {
    List<String> types = headers.get("content-type");
    return types == null ? Optional.empty() : Optional.of(types.get(0));
  }

  /**
   * Decodes a value as HTTP binding 3.1.3.2 requires: first the quotes, then the percent signs,
   * once.
   */
  private static String headerValue(String name, String value) throws MalformedEvent {
    try {
      return UrlText.decodeStrictly(unquoted(value));
    } catch (CharacterCodingException e) {
      throw new MalformedEvent("the CloudEvent's " + name + " is not percent-encoded UTF-8");
    }
  }

  /**
   * Returns the text of a quoted string, RFC 9110, 5.6.4; any other value is returned unchanged.
   */
  private static String unquoted(String value) {
    int last = value.length() - 1;
    if (last < 1 || value.charAt(0) != '"' || value.charAt(last) != '"') {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 1; i < last; i++) {
      boolean escaped = value.charAt(i) == '\\' && i + 1 < last;
      text.append(value.charAt(escaped ? ++i : i));
    }
    return text.toString();
  }

  private static CloudEvent structured(byte[] body) throws MalformedEvent {
    try {
      Map<String, String> members = JsonReader.members(new String(body, StandardCharsets.UTF_8));
      Map<String, String> attributes = new LinkedHashMap<>();
      for (Map.Entry<String, String> member : members.entrySet()) {
        boolean data = member.getKey().equals("data") || member.getKey().equals("data_base64");
        if (!data && !member.getValue().equals("null")) {
          attributes.put(member.getKey(), scalar(member.getValue()));
        }
      }
      String type = attributes.getOrDefault("datacontenttype", "application/json");
      return new CloudEvent(Map.copyOf(attributes), Optional.of(type), data(members, type));
    } catch (JsonReader.InvalidJson e) {
      throw new MalformedEvent("the event is " + e.getMessage());
    }
  }

  private CloudEvent checked() throws MalformedEvent {
    for (String name : REQUIRED) {
      if (attribute(name).isEmpty()) {
        throw new MalformedEvent("the CloudEvent has no " + name);
      }
    }
    if (!attribute("specversion").equals("1.0")) {
      throw new MalformedEvent("the only supported version of CloudEvents is 1.0");
    }
    return this;
  }

  private static String scalar(String source) throws JsonReader.InvalidJson {
    return source.startsWith("\"") ? JsonReader.string(source) : source;
  }

  private static byte[] data(Map<String, String> members, String contentType)
      throws MalformedEvent, JsonReader.InvalidJson {
    String base64 = members.get("data_base64");
    String data = members.get("data");
    if (base64 != null && data != null) {
      throw new MalformedEvent("only one of data and data_base64 is permitted");
    }
    if (base64 != null) {
      try {
        return Base64.getDecoder().decode(JsonReader.string(base64));
      } catch (IllegalArgumentException e) {
        throw new MalformedEvent("data_base64 is not Base64");
      }
    }
    if (data == null) {
      return new byte[0];
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean json = type.endsWith("/json") || type.endsWith("+json");
    String text = data.startsWith("\"") && !json ? JsonReader.string(data) : data;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String mediaType(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
