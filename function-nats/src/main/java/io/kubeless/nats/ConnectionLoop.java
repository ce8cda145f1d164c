package io.kubeless.nats;

import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.RetryPolicy;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Connects, and connects again when a connection is closed for good, for example because a login
 * has expired. A setting that can never work ends the process, unless it has worked before.
 */
final class ConnectionLoop implements Runnable {
  private static final RetryPolicy RECONNECTS =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final NatsSettings settings;
  private final String client;
  private final Session session;
  private final Pulse pulse;
  private final Drain drain;
  private final System.Logger logger;
  private final ProcessEnd end;

  ConnectionLoop(
      NatsSettings settings,
      String client,
      Session session,
      Pulse pulse,
      Drain drain,
      System.Logger logger,
      ProcessEnd end) {
    this.settings = settings;
    this.client = client;
    this.session = session;
    this.pulse = pulse;
    this.drain = drain;
    this.logger = logger;
    this.end = end;
  }

  @Override
  public void run() {
    try {
      int failures = 0;
      while (!drain.requested()) {
        pulse.alive();
        try {
          connect();
        } catch (StartFailure e) {
          failures++;
          failed(e, failures);
        }
        drain.awaitRequest(RECONNECTS.delay(Math.max(1, failures), ThreadLocalRandom.current()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() throws StartFailure, InterruptedException {
    ConnectionEvents events = new ConnectionEvents(settings, logger);
    try {
      Connection connection = open(settings, client, events);
      try {
        session.run(connection, events);
      } finally {
        connection.close();
      }
    } catch (JetStreamApiException e) {
      throw StartFailure.of(settings, e);
    } catch (IOException e) {
      throw StartFailure.of(settings, events, e);
    } catch (RuntimeException e) {
      logger.log(System.Logger.Level.ERROR, "NATS trigger " + settings.name() + " has failed", e);
      throw StartFailure.unreachable(settings, "its thread has failed: " + e, e);
    }
  }

  /**
   * Connects once.
   *
   * @throws StartFailure if the login is refused, or the options are invalid
   */
  static Connection open(NatsSettings settings, String client, ConnectionEvents events)
      throws StartFailure, IOException, InterruptedException {
    Options options;
    try {
      options = ClientOptions.of(settings, client, events);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw StartFailure.impossible(
          settings, "the client cannot be configured: " + e.getMessage(), e);
    }
    try {
      return Nats.connect(options);
    } catch (AuthenticationException e) {
      throw StartFailure.of(settings, e);
    }
  }

  private void failed(StartFailure failure, int failures) {
    String reason = String.valueOf(failure.getMessage());
    pulse.lost(reason);
    if (failure.permanent() && !pulse.everConnected()) {
      end.request(ProcessEnd.Cause.CONFIGURATION, reason);
    } else {
      logger.log(
          failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
          reason + "; trying again");
    }
  }
}
