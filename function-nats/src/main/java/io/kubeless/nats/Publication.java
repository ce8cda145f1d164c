package io.kubeless.nats;

import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.NewEvent;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Publishes one message to the subject of a trigger. */
final class Publication {
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private Publication() {}

  /**
   * Returns the stream and the sequence of the message after it was stored, or in mode core its
   * subject after the server has received it.
   *
   * @param client name of the connection in reports of the server
   * @throws IllegalArgumentException if the event cannot be a message of the trigger
   */
  static String publish(NatsSettings settings, String client, NewEvent event, System.Logger logger)
      throws InvalidSource, IOException, InterruptedException {
    Message message = of(settings, event);
    ConnectionEvents events = new ConnectionEvents(settings, logger);
    try {
      Connection connection = ConnectionLoop.open(settings, client, events);
      try {
        return settings.mode() instanceof NatsSettings.JetStream
            ? store(settings, connection, message)
            : send(connection, message);
      } finally {
        connection.close();
      }
    } catch (StartFailure e) {
      throw failure(e);
    } catch (JetStreamApiException e) {
      throw failure(StartFailure.of(settings, e));
    } catch (TimeoutException | IOException e) {
      throw failure(StartFailure.of(settings, events, new IOException(e.getMessage(), e)));
    }
  }

  private static String store(NatsSettings settings, Connection connection, Message message)
      throws StartFailure, IOException, JetStreamApiException {
    if (connection.jetStreamManagement().getStreamNames(message.getSubject()).isEmpty()) {
      throw StartFailure.impossible(
          settings,
          "no stream stores " + message.getSubject() + " on " + settings.servers(),
          new IllegalStateException("no stream"));
    }
    PublishAck stored = connection.jetStream().publish(message);
    return stored.getStream() + ":" + stored.getSeqno();
  }

  private static String send(Connection connection, Message message)
      throws TimeoutException, InterruptedException {
    connection.publish(message);
    connection.flush(FLUSH);
    return message.getSubject();
  }

  private static Message of(NatsSettings settings, NewEvent event) {
    String subject = event.subject().orElse(settings.subject());
    String trigger = "NATS trigger " + settings.name() + ": ";
    if (event.key().isPresent()) {
      throw new IllegalArgumentException(trigger + "a message has no key");
    }
    if (!Subjects.valid(subject) || Subjects.hasWildcard(subject)) {
      throw new IllegalArgumentException(
          trigger + "a message requires a subject without wildcards, unlike " + subject);
    }
    if (!Subjects.overlap(settings.subject(), subject)) {
      throw new IllegalArgumentException(
          trigger + subject + " does not match " + settings.subject());
    }
    Headers headers = new Headers();
    event.headers().forEach(headers::add);
    return NatsMessage.builder().subject(subject).headers(headers).data(event.body()).build();
  }

  /** Returns the exception that reports a failure. */
  private static IOException failure(StartFailure failure) throws InvalidSource {
    if (failure.permanent()) {
      throw new InvalidSource(String.valueOf(failure.getMessage()));
    }
    return new IOException(failure.getMessage(), failure);
  }
}
