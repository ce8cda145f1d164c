package io.kubeless.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;

/** What a trigger does with a connection. */
interface Session {

  /**
   * Receives events until the trigger is drained.
   *
   * @throws StartFailure if no events can be received, or the connection is closed
   */
  void run(Connection connection, ConnectionEvents events)
      throws StartFailure, IOException, JetStreamApiException, InterruptedException;
}
