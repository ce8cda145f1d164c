package io.kubeless.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import java.util.Locale;
import java.util.Optional;

/** Writes what happens to a connection to the log, and keeps the last reports of the server. */
final class ConnectionEvents implements ConnectionListener, ErrorListener {
  private final String trigger;
  private final System.Logger logger;
  private volatile String refused = "";
  private volatile String failure = "";

  ConnectionEvents(NatsSettings settings, System.Logger logger) {
    this.trigger = "NATS trigger " + settings.name() + ": ";
    this.logger = logger;
  }

  /** Returns what the server has refused last, such as a publication; empty if nothing. */
  Optional<String> refused() {
    return Optional.of(refused).filter(text -> !text.isEmpty());
  }

  /** Returns the last failure of the connection; empty if there was none. */
  Optional<String> failure() {
    return Optional.of(failure).filter(text -> !text.isEmpty());
  }

  /** Forgets earlier reports. */
  void clear() {
    refused = "";
    failure = "";
  }

  @Override
  @SuppressWarnings("deprecation") // the interface has no other abstract method
  public void connectionEvent(Connection connection, Events type) {
    if (type == Events.DISCONNECTED) {
      logger.log(System.Logger.Level.WARNING, trigger + "the connection is lost; trying again");
    } else if (type == Events.RECONNECTED) {
      logger.log(
          System.Logger.Level.INFO, trigger + "connected again to " + connection.getConnectedUrl());
    }
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    if (error.toLowerCase(Locale.ROOT).contains("permissions violation")) {
      refused = error;
    }
    logger.log(System.Logger.Level.WARNING, trigger + "the server reports: " + error);
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    Throwable cause = exception;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    failure = String.valueOf(cause.getMessage());
    logger.log(System.Logger.Level.DEBUG, trigger + "the client reports", exception);
  }

  @Override
  public void slowConsumerDetected(Connection connection, Consumer consumer) {
    logger.log(
        System.Logger.Level.WARNING,
        trigger + "messages arrive faster than they are processed, and are dropped");
  }
}
