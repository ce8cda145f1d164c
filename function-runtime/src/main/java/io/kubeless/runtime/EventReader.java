package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Makes the event out of a request: a CloudEvent in binary or structured mode, an event of a
 * Kubeless sender, or a plain request.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">CloudEvents
 *     over HTTP</a>
 */
final class EventReader {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final List<String> REQUIRED = List.of("id", "source", "specversion", "type");

  private static final Pattern ATTEMPT = Pattern.compile("[1-9]\\d{0,8}");

  private final List<String> prefixes;

  /**
   * Makes a reader.
   *
   * @param prefixes paths of the triggers, longest first, without a slash at their end
   */
  EventReader(List<String> prefixes) {
    this.prefixes = prefixes;
  }

  /** Returns whether the sender takes nothing but 200 for success. */
  static boolean isEvent(HttpRequest request) {
    return isKubeless(request) || isCloudEvent(request);
  }

  private static boolean isKubeless(HttpRequest request) {
    return request.headers().containsKey("event-namespace");
  }

  private static boolean isCloudEvent(HttpRequest request) {
    return request.headers().containsKey("ce-specversion")
        || mediaType(request).startsWith("application/cloudevents");
  }

  FunctionEvent read(HttpRequest request) throws MalformedEvent {
    String type = mediaType(request);
    if (type.equals(STRUCTURED)) {
      return structured(request);
    }
    if (type.startsWith("application/cloudevents")) {
      throw new MalformedEvent(415, "the only structured form read here is " + STRUCTURED);
    }
    if (request.headers().containsKey("ce-specversion")) {
      return binary(request);
    }
    String id = said(request, "event-id").orElseGet(EventReader::newId);
    String eventType =
        said(request, "event-type").or(() -> said(request, "content-type")).orElse("http");
    Optional<String> time = said(request, "event-time");
    return event(
        request,
        id,
        eventType,
        time.isPresent() ? EventTime.parse(time.get()) : Instant.now(),
        said(request, "event-namespace").orElse("http"),
        request.header("content-type"),
        Map.of(),
        request.body());
  }

  /** An id has to be new and no secret, and a secure random number makes all callers wait. */
  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static Optional<String> said(HttpRequest request, String name) {
    return request.header(name).filter(value -> !value.isEmpty());
  }

  private FunctionEvent binary(HttpRequest request) throws MalformedEvent {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
      if (header.getKey().startsWith("ce-")) {
        attributes.put(header.getKey().substring(3), decode(header.getValue().get(0), false));
      }
    }
    return cloudEvent(request, attributes, request.header("content-type"), request.body());
  }

  private FunctionEvent structured(HttpRequest request) throws MalformedEvent {
    try {
      Map<String, String> members =
          Json.members(new String(request.body(), StandardCharsets.UTF_8));
      Map<String, String> attributes = new LinkedHashMap<>();
      for (Map.Entry<String, String> member : members.entrySet()) {
        boolean data = member.getKey().equals("data") || member.getKey().equals("data_base64");
        if (!data && !member.getValue().equals("null")) {
          attributes.put(member.getKey(), attribute(member.getValue()));
        }
      }
      Optional<String> contentType =
          Optional.of(attributes.getOrDefault("datacontenttype", "application/json"));
      return cloudEvent(request, attributes, contentType, data(members, contentType.get()));
    } catch (Json.InvalidJson e) {
      throw new MalformedEvent("the event is " + e.getMessage());
    }
  }

  private static String attribute(String source) throws Json.InvalidJson {
    return source.startsWith("\"") ? Json.string(source) : source;
  }

  private static byte[] data(Map<String, String> members, String contentType)
      throws MalformedEvent, Json.InvalidJson {
    String base64 = members.get("data_base64");
    String data = members.get("data");
    if (base64 != null && data != null) {
      throw new MalformedEvent("data and data_base64 exclude each other");
    }
    if (base64 != null) {
      try {
        return Base64.getDecoder().decode(Json.string(base64));
      } catch (IllegalArgumentException e) {
        throw new MalformedEvent("data_base64 is not Base64");
      }
    }
    if (data == null) {
      return new byte[0];
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean json = type.endsWith("/json") || type.endsWith("+json");
    String text = data.startsWith("\"") && !json ? Json.string(data) : data;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private FunctionEvent cloudEvent(
      HttpRequest request,
      Map<String, String> attributes,
      Optional<String> contentType,
      byte[] body)
      throws MalformedEvent {
    for (String name : REQUIRED) {
      if (attributes.getOrDefault(name, "").isEmpty()) {
        throw new MalformedEvent("the CloudEvent has no " + name);
      }
    }
    String version = attributes.getOrDefault("specversion", "");
    if (!version.equals("1.0")) {
      throw new MalformedEvent("the only CloudEvents version read here is 1.0");
    }
    String time = attributes.get("time");
    return event(
        request,
        attributes.getOrDefault("id", ""),
        attributes.getOrDefault("type", ""),
        time == null ? Instant.now() : EventTime.parse(time),
        attributes.getOrDefault("source", ""),
        contentType,
        Map.copyOf(attributes),
        body);
  }

  private FunctionEvent event(
      HttpRequest request,
      String id,
      String type,
      Instant time,
      String namespace,
      Optional<String> contentType,
      Map<String, String> cloudEvent,
      byte[] body)
      throws MalformedEvent {
    return new FunctionEvent(
        id,
        type,
        time,
        namespace,
        request.method(),
        below(request.path()),
        request.path(),
        request.headers(),
        query(request.query()),
        contentType,
        cloudEvent,
        body,
        attempt(request),
        null);
  }

  private static int attempt(HttpRequest request) {
    return request
        .header("event-attempt")
        .filter(text -> ATTEMPT.matcher(text).matches())
        .map(Integer::parseInt)
        .orElse(1);
  }

  private String below(String path) {
    for (String prefix : prefixes) {
      if (path.equals(prefix)) {
        return "/";
      }
      if (path.startsWith(prefix + "/")) {
        return path.substring(prefix.length());
      }
    }
    return path;
  }

  private static String mediaType(HttpRequest request) {
    String type = request.header("content-type").orElse("");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static Map<String, List<String>> query(String query) throws MalformedEvent {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
        parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
      }
    }
    return parameters;
  }

  /** Decodes percent-encoded UTF-8, and in a query the plus sign. */
  private static String decode(String text, boolean query) throws MalformedEvent {
    if (text.indexOf('%') < 0 && (!query || text.indexOf('+') < 0)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw new MalformedEvent("a percent sign is not followed by two hex digits");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(query && c == '+' ? ' ' : c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
