package io.kubeless.packaging.model;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** Describes why a request got no response; the JDK's exceptions often have no message. */
public final class NetworkFailure {
  private NetworkFailure() {}

  /** Returns the reason, in one line. */
  public static Message why(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() instanceof IOException
        || root.getCause() instanceof UnresolvedAddressException) {
      if (root instanceof ConnectException
          && !(root.getCause() instanceof ConnectException)
          && !(root.getCause() instanceof UnresolvedAddressException)) {
        break; // its cause is less specific
      }
      root = root.getCause();
    }
    if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
      return Message.of("the host's name is not known");
    }
    if (root instanceof HttpTimeoutException || root instanceof SocketTimeoutException) {
      return Message.of("nothing answered in time");
    }
    String message = root.getMessage();
    if (root instanceof ConnectException
        && (message == null || message.startsWith("Connection refused"))) {
      return Message.of("the connection was refused");
    }
    return Message.verbatim(
        message == null
            ? root.getClass().getSimpleName()
            : message.lines().findFirst().orElse(message));
  }
}
