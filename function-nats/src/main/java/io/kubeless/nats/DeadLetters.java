package io.kubeless.nats;

import io.kubeless.runtime.source.Failure;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * Publishes dead letters. A dead letter has the body and the header fields of the message, and
 * fields that begin with {@code kubeless-error-}.
 */
final class DeadLetters {
  static final String PREFIX = "kubeless-error-";
  private static final int MOST_VALUE_BYTES = 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private DeadLetters() {}

  /**
   * Publishes a dead letter, and returns when a stream has stored it. One that was stored before is
   * not stored again within the duplicate window of the stream.
   */
  static void publish(JetStream stream, HeldMessage held, Failure failure, String subject)
      throws IOException, JetStreamApiException {
    stream.publish(
        of(held.message, failure, subject),
        PublishOptions.builder().messageId(id(held.meta)).streamTimeout(TIMEOUT).build());
  }

  /**
   * Returns the id by which the stream of dead letters recognizes a repetition. That of the event
   * is not enough: other consumers have dead letters of the same message, and a stream that was
   * created again has other messages with the same sequences.
   */
  static String id(NatsJetStreamMetaData meta) {
    return StreamMessages.id(meta) + "/" + meta.getConsumer() + "/" + meta.timestamp().toInstant();
  }

  /** Returns the dead letter of a message of a stream. */
  static Message of(Message message, Failure failure, String subject) {
    Headers headers = new Headers();
    if (message.getHeaders() != null) {
      message
          .getHeaders()
          .forEach(
              (name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                // Those of an earlier dead letter, and those that are instructions for the server.
                if (!lower.startsWith(PREFIX) && !lower.startsWith("nats-")) {
                  headers.add(name, values);
                }
              });
    }
    add(headers, "subject", message.getSubject());
    add(headers, "stream", message.metaData().getStream());
    add(headers, "sequence", Long.toString(message.metaData().streamSequence()));
    add(headers, "consumer", message.metaData().getConsumer());
    add(headers, "attempts", Integer.toString(failure.attempts()));
    add(headers, "status", Integer.toString(failure.status()));
    add(headers, "class", failure.errorClass());
    add(headers, "message", failure.message());
    add(headers, "trace-id", failure.traceId());
    return NatsMessage.builder().subject(subject).headers(headers).data(message.getData()).build();
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, printable(value));
  }

  /** Returns a value as a header field can have it: one line of at most 1024 bytes in ASCII. */
  private static String printable(String value) {
    StringBuilder text = new StringBuilder();
    value
        .codePoints()
        .forEach(
            code -> {
              if (code >= ' ' && code < 0x7f) {
                text.append((char) code);
              } else {
                text.append(code < ' ' ? " " : "?");
              }
            });
    String line = text.toString().strip();
    return line.getBytes(StandardCharsets.US_ASCII).length > MOST_VALUE_BYTES
        ? line.substring(0, MOST_VALUE_BYTES)
        : line;
  }
}
