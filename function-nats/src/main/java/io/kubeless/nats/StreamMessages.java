package io.kubeless.nats;

import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.StoredMessage;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The events that messages contain. The header field {@code nats-subject} is added, and for a
 * message of a stream {@code nats-stream} and {@code nats-sequence}.
 */
final class StreamMessages {
  static final String NAMESPACE = "natstrigger.kubeless.io";
  private static final String MESSAGE_ID = "nats-msg-id";
  private static final ReceivedMessage.Binding BINDING =
      new ReceivedMessage.Binding("ce-", true, true);

  private StreamMessages() {}

  /** Returns the id of an event of a stream without an id of its own. */
  static String id(NatsJetStreamMetaData meta) {
    return meta.getStream() + ":" + meta.streamSequence();
  }

  /** Returns the event of a message of a stream. */
  static ReceivedMessage of(Message message, int attempt) {
    NatsJetStreamMetaData meta = message.metaData();
    Map<String, List<String>> headers = headers(message);
    headers.put("nats-stream", List.of(meta.getStream()));
    headers.put("nats-sequence", List.of(Long.toString(meta.streamSequence())));
    return message(id(meta), meta.timestamp().toInstant(), message, headers, attempt);
  }

  /**
   * Returns the event of a message that is not stored. Its id is that of its sender, or a random
   * one.
   */
  static ReceivedMessage ofCore(Message message) {
    Map<String, List<String>> headers = headers(message);
    String id =
        headers.getOrDefault(MESSAGE_ID, List.of()).stream()
            .findFirst()
            .orElseGet(() -> UUID.randomUUID().toString());
    return message(id, Instant.now(), message, headers, 1);
  }

  private static ReceivedMessage message(
      String id, Instant time, Message message, Map<String, List<String>> headers, int attempt) {
    byte[] body = message.getData() == null ? new byte[0] : message.getData();
    return new StoredMessage(id, time, NAMESPACE, headers, body, attempt, BINDING);
  }

  private static Map<String, List<String>> headers(Message message) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    Headers headers = message.getHeaders();
    if (headers != null) {
      headers.forEach(
          (name, values) ->
              fields.merge(
                  name.toLowerCase(Locale.ROOT),
                  List.copyOf(values),
                  (some, more) -> Stream.concat(some.stream(), more.stream()).toList()));
    }
    fields.put("nats-subject", List.of(message.getSubject()));
    return fields;
  }
}
