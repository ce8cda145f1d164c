package io.kubeless.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;

/** The consumer that processes of a developer have left. */
final class TemporaryConsumer {
  private TemporaryConsumer() {}

  /**
   * Deletes the consumer, if it exists. A failure is logged.
   *
   * @param client name of the connection in reports of the server
   */
  static void delete(
      NatsSettings settings, NatsSettings.JetStream stream, String client, System.Logger logger)
      throws InterruptedException {
    ConnectionEvents events = new ConnectionEvents(settings, logger);
    try {
      Connection connection = ConnectionLoop.open(settings, client, events);
      try {
        new DurableConsumer(settings, stream, () -> {}, logger)
            .deleteLeft(connection.jetStreamManagement());
      } finally {
        connection.close();
      }
    } catch (StartFailure | JetStreamApiException | IOException e) {
      logger.log(
          System.Logger.Level.WARNING,
          "the consumer " + stream.durable() + " could not be deleted: " + e.getMessage());
    }
  }
}
