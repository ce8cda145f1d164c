package io.kubeless.runtime;

import io.kubeless.runtime.source.DescribedEvent;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.MessageReader;
import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.SourceEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates the event from a message of a broker. */
final class Messages implements MessageReader {
  @Override
  public SourceEvent read(ReceivedMessage message) throws MalformedEvent {
    if (message.plain()) {
      Optional<CloudEvent> event =
          message.binding().headerless() ? CloudEvent.headerless(message.body()) : Optional.empty();
      return event.isPresent() ? cloudEvent(message, event.get()) : message;
    }
    Map<String, List<String>> headers = message.headers();
    return CloudEvent.is(headers, message.binding())
        ? cloudEvent(message, CloudEvent.read(headers, message.body(), message.binding()))
        : described(message);
  }

  private static SourceEvent cloudEvent(ReceivedMessage message, CloudEvent event)
      throws MalformedEvent {
    return new DescribedEvent(
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
    return new DescribedEvent(
        value(message, "event-id").orElseGet(message::id),
        value(message, "event-type").or(() -> contentType).orElse(message.type()),
        time.isPresent() ? EventTime.parse(time.get()) : message.time(),
        value(message, "event-namespace").orElse(message.namespace()),
        message.request(),
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
