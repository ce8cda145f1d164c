package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.function.TypedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds events like those of NATS triggers with JetStream, except CloudEvents.
 *
 * <pre>{@code
 * Event order = Events.nats("orders.created").at("ORDERS", 42).body("a book").build();
 * }</pre>
 *
 * <p>Header fields such as {@code nats-subject} and the id, {@code ORDERS:42}, are those that the
 * runtime adds. The number of the attempt is part of the context: {@link Contexts#withAttempt}.
 */
public final class NatsEvents {
  private final MessageFields fields = new MessageFields();
  private final String subject;
  private String stream = "TEST";
  private long sequence = 1;

  NatsEvents(String subject) {
    this.subject = subject;
  }

  /** Sets the position; message 1 of the stream {@code TEST} if it is not set. */
  public NatsEvents at(String nameOfStream, long sequenceInStream) {
    stream = nameOfStream;
    sequence = sequenceInStream;
    return this;
  }

  /** Adds a header field. */
  public NatsEvents header(String name, String value) {
    fields.header(name, value);
    return this;
  }

  /** Sets the payload, in UTF-8. */
  public NatsEvents body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the payload. */
  public NatsEvents body(byte[] bytes) {
    fields.body = bytes.clone();
    return this;
  }

  /** Sets the time when the broker has stored it; 1970-01-01T00:00:00Z if it is not set. */
  public NatsEvents time(Instant instant) {
    fields.time = instant;
    return this;
  }

  /** Returns the event. */
  public Event build() {
    return event(null);
  }

  /** Returns the event with its body bound to a value. */
  public <T> TypedEvent<T> typed(T data) {
    return event(data);
  }

  private <T> BuiltEvent<T> event(@Nullable T data) {
    Map<String, String> position = new LinkedHashMap<>();
    position.put("nats-subject", subject);
    position.put("nats-stream", stream);
    position.put("nats-sequence", Long.toString(sequence));
    return fields.event(stream + ":" + sequence, "natstrigger.kubeless.io", position, data);
  }
}
