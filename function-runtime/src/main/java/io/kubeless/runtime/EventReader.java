package io.kubeless.runtime;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.source.DescribedEvent;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.ReceivedMessage.Binding;
import io.kubeless.runtime.source.SourceEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Creates the event from a request, which is a CloudEvent, an event of a Kubeless sender, or
 * neither.
 */
final class EventReader {
  private static final Binding HTTP = new Binding("ce-", true, false);
  private static final int MOST_DIGITS = 9;

  private final List<String> prefixes;

  /**
   * Creates a reader.
   *
   * @param prefixes paths of the triggers, longest first, without a slash at their end
   */
  EventReader(List<String> prefixes) {
    this.prefixes = prefixes;
  }

  /** Returns whether the sender accepts only 200 as success. */
  static boolean isEvent(HttpRequest request) {
    return isKubeless(request) || CloudEvent.is(request.headers(), HTTP);
  }

  private static boolean isKubeless(HttpRequest request) {
    return request.headers().containsKey("event-namespace");
  }

  SourceEvent read(HttpRequest request) throws MalformedEvent {
    if (CloudEvent.is(request.headers(), HTTP)) {
      CloudEvent event = CloudEvent.read(request.headers(), request.body(), HTTP);
      return event(
          request,
          event.attribute("id"),
          event.attribute("type"),
          event.time(Instant.now()),
          event.attribute("source"),
          event.contentType(),
          event.attributes(),
          event.body());
    }
    String id = field(request, "event-id").orElseGet(EventReader::newId);
    String eventType =
        field(request, "event-type").or(() -> field(request, "content-type")).orElse("http");
    Optional<String> time = field(request, "event-time");
    return event(
        request,
        id,
        eventType,
        time.isPresent() ? EventTime.parse(time.get()) : Instant.now(),
        field(request, "event-namespace").orElse("http"),
        request.header("content-type"),
        Map.of(),
        request.body());
  }

  /**
   * Returns a new id. It need not be secret, and a secure random number would delay all callers.
   */
  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static Optional<String> field(HttpRequest request, String name) {
    return request.header(name).filter(value -> !value.isEmpty());
  }

  private SourceEvent event(
      HttpRequest request,
      String id,
      String type,
      Instant time,
      String namespace,
      Optional<String> contentType,
      Map<String, String> cloudEvent,
      byte[] body)
      throws MalformedEvent {
    return new DescribedEvent(
        id,
        type,
        time,
        namespace,
        new SourceEvent.Request(
            request.method(),
            below(request.path()),
            request.path(),
            immutable(UrlText.query(request.query()))),
        request.headers(),
        contentType,
        cloudEvent,
        body,
        attempt(request));
  }

  private static Map<String, List<String>> immutable(Map<String, List<String>> fields) {
    Map<String, List<String>> copy = new LinkedHashMap<>(fields);
    copy.replaceAll((name, values) -> List.copyOf(values));
    return copy;
  }

  private static int attempt(HttpRequest request) {
    String text = field(request, "event-attempt").orElse("1");
    boolean number = text.length() <= MOST_DIGITS && text.charAt(0) != '0';
    for (int i = 0; i < text.length(); i++) {
      number &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return number ? Integer.parseInt(text) : 1;
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
}
