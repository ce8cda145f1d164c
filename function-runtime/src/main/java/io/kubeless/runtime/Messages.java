package io.kubeless.runtime;

import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.MessageReader;
import io.kubeless.runtime.source.Origin;
import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.SourceEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates the event from a message of a broker. */
final class Messages implements MessageReader {
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  @Override
  public SourceEvent read(ReceivedMessage message) throws MalformedEvent {
    if (message.plain()) {
      Optional<CloudEvent> event =
          message.binding().headerless() ? CloudEvent.headerless(message.body()) : Optional.empty();
      return event.isPresent() ? cloudEvent(message, event.get()) : unnamed(message);
    }
    Map<String, List<String>> headers = message.headers();
    return CloudEvent.is(headers, message.binding())
        ? cloudEvent(message, CloudEvent.read(headers, message.body(), message.binding()))
        : described(message);
  }

  /** Returns the event of a message that does not describe it. */
  private static SourceEvent unnamed(ReceivedMessage message) {
    return new SourceEvent(
        message.origin(),
        UNKNOWN_TYPE,
        message.namespace(),
        SourceEvent.Request.NONE,
        message.headers(),
        Optional.empty(),
        Map.of(),
        message.body(),
        message.attempt());
  }

  private static SourceEvent cloudEvent(ReceivedMessage message, CloudEvent event)
      throws MalformedEvent {
    return new SourceEvent(
        event.attribute("id"),
        event.attribute("type"),
        event.time(message.time()),
        event.attribute("source"),
        SourceEvent.Request.NONE,
        message.headers(),
        event.contentType(),
        event.attributes(),
        event.body(),
        message.attempt());
  }

  private static SourceEvent described(ReceivedMessage message) throws MalformedEvent {
    Optional<String> contentType = value(message, "content-type");
    Optional<String> time = value(message, "event-time");
    Optional<String> id = value(message, "event-id");
    Origin origin =
        time.isPresent() || id.isPresent()
            ? new Origin.Known(
                id.isPresent() ? id.get() : message.id(),
                time.isPresent() ? EventTime.parse(time.get()) : message.time())
            : message.origin();
    return new SourceEvent(
        origin,
        value(message, "event-type").or(() -> contentType).orElse(UNKNOWN_TYPE),
        value(message, "event-namespace").orElse(message.namespace()),
        SourceEvent.Request.NONE,
        message.headers(),
        contentType,
        Map.of(),
        message.body(),
        message.attempt());
  }

  private static Optional<String> value(ReceivedMessage message, String name) {
    List<String> values = message.headers().get(name);
    return values == null
        ? Optional.empty()
        : Optional.of(values.get(0)).filter(value -> !value.isEmpty());
  }
}
