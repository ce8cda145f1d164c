package io.kubeless.nats;

import io.nats.client.AuthenticationException;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Set;

/**
 * Reports why a trigger does not receive events.
 *
 * @see <a
 *     href="https://github.com/nats-io/nats-server/blob/main/server/errors.json">errors.json</a>
 */
final class StartFailure extends Exception {
  static final int NO_STREAM = 10059;
  static final int NO_CONSUMER = 10014;
  private static final long serialVersionUID = 1L;
  private static final Set<Integer> NO_JETSTREAM = Set.of(10039, 10076);

  private final boolean permanent;

  private StartFailure(String message, Throwable cause, boolean permanent) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** Returns whether a repetition does not help until a setting is changed. */
  boolean permanent() {
    return permanent;
  }

  /** Returns a setting that cannot work. */
  static StartFailure impossible(NatsSettings settings, String reason, Throwable cause) {
    return new StartFailure(trigger(settings) + reason, cause, true);
  }

  /** Returns a server that does not respond, which may change. */
  static StartFailure unreachable(NatsSettings settings, String reason, Throwable cause) {
    return new StartFailure(trigger(settings) + reason, cause, false);
  }

  /** Returns the report of a login that the server refuses. */
  static StartFailure of(NatsSettings settings, AuthenticationException e) {
    return impossible(
        settings,
        "the login was refused by "
            + settings.servers()
            + (settings.credentialsDirectory().isEmpty() ? ", and no credentials are set: " : ": ")
            + e.getMessage(),
        e);
  }

  /** Returns the report of an error of the JetStream API. */
  static StartFailure of(NatsSettings settings, JetStreamApiException e) {
    if (e.getApiErrorCode() == NO_STREAM
        && settings.mode() instanceof NatsSettings.JetStream jetStream) {
      return impossible(
          settings,
          "stream " + jetStream.stream().orElse("") + " does not exist on " + settings.servers(),
          e);
    }
    if (NO_JETSTREAM.contains(e.getApiErrorCode())) {
      return impossible(settings, "JetStream is not enabled on " + settings.servers(), e);
    }
    boolean request = e.getErrorCode() >= 400 && e.getErrorCode() < 500;
    String reason = settings.servers() + " reports: " + e.getErrorDescription();
    return request ? impossible(settings, reason, e) : unreachable(settings, reason, e);
  }

  /** Returns the report of a server that does not answer, or does not permit the access. */
  static StartFailure of(NatsSettings settings, ConnectionEvents events, IOException e) {
    if (events.refused().isPresent()) {
      return impossible(
          settings,
          "access was refused by " + settings.servers() + ": " + events.refused().get(),
          e);
    }
    if (e instanceof FileSystemException) {
      return impossible(settings, String.valueOf(e.getMessage()), e);
    }
    return unreachable(
        settings,
        settings.servers()
            + " cannot be reached: "
            + events.failure().orElse(String.valueOf(e.getMessage())),
        e);
  }

  private static String trigger(NatsSettings settings) {
    return "NATS trigger " + settings.name() + ": ";
  }
}
