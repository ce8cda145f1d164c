package io.kubeless.packaging.cluster;

import io.kubeless.packaging.kubeconfig.Caller;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.http.NoHttpResponseException;

/** A connection to a cluster, with the login of a kubeconfig's user. */
public final class ClusterConnection implements AutoCloseable {
  private final ClusterAccess access;
  private final Timing timing;
  private final HttpTransport http;
  private final boolean borrowed;
  private final AtomicReference<SortedSet<String>> architectures;

  private ClusterConnection(
      ClusterAccess access,
      Timing timing,
      HttpTransport http,
      boolean borrowed,
      AtomicReference<SortedSet<String>> architectures) {
    this.access = access;
    this.timing = timing;
    this.http = http;
    this.borrowed = borrowed;
    this.architectures = architectures;
  }

  /**
   * Creates a connection, without sending a request.
   *
   * @param timing measures time for everything that waits for this cluster
   */
  public ClusterConnection(ClusterAccess access, Timing timing) {
    this(access, timing, new HttpTransport(access), false, new AtomicReference<>());
  }

  /**
   * Opens a connection, without sending a request.
   *
   * @param context the context of the kubeconfig; if absent, the current context
   * @param namespace the namespace; if absent, that of the context
   * @throws ProblemException if there is no kubeconfig, or the context is missing or contains a
   *     value that cannot be used
   */
  public static ClusterConnection open(
      Caller caller, Optional<String> context, Optional<String> namespace) {
    return new ClusterConnection(ClusterAccess.of(caller, context, namespace), Timing.system());
  }

  /**
   * Returns this connection in another namespace. Both use the same sockets and the same login,
   * until this one is closed. There is no need to close the returned one.
   *
   * @param namespace the namespace; if absent, that of this connection
   */
  public ClusterConnection in(Optional<String> namespace) {
    ClusterAccess other = namespace.map(access::withNamespace).orElse(access);
    return new ClusterConnection(other, timing, http, true, architectures);
  }

  /**
   * Returns the name of the kubeconfig's context; {@code in-cluster} for a pod's own service
   * account.
   */
  public String context() {
    return access.context();
  }

  /** Returns the address of the API server, without a slash at its end. */
  public String server() {
    return access.server().toString();
  }

  /** Returns the namespace of the function. */
  public String namespace() {
    return access.namespace();
  }

  /** Returns the name of the kubeconfig's user. */
  public String user() {
    return access.user();
  }

  /**
   * Checks that the API server accepts requests of this user.
   *
   * @throws ProblemException if it does not
   */
  public void check() {
    try {
      new KubernetesApi(this).call("GET", "/version", "", "");
    } catch (ApiFailure e) {
      if (e.status() != 403) {
        throw e.problem(Message.of("The cluster cannot be used"), this);
      }
    }
  }

  /**
   * Returns how far the clock of the server is ahead of this machine's, to the second; absent if
   * the server does not send its time.
   *
   * @throws ProblemException if there is no response
   */
  public Optional<Duration> clockSkew() {
    try {
      return http.send("GET", "/version", Map.of(), null, Duration.ofSeconds(60))
          .header("Date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
          .map(date -> Duration.between(timing.now(), date.toInstant()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Returns the timing of everything that waits for this cluster. */
  public Timing timing() {
    return timing;
  }

  /** Returns the architectures of the nodes. Connections that use another one read them once. */
  SortedSet<String> architectures(Supplier<SortedSet<String>> reader) {
    if (!borrowed) {
      return reader.get();
    }
    SortedSet<String> known = architectures.get();
    if (known == null) {
      known = Collections.unmodifiableSortedSet(reader.get());
      architectures.set(known);
    }
    return known;
  }

  ClusterAccess access() {
    return access;
  }

  HttpTransport http() {
    return http;
  }

  /** Returns host and port, without the password that a proxy's URL may contain. */
  private static String address(URI proxy) {
    String authority = proxy.getRawAuthority();
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Returns the problem of a request that got no response. */
  ProblemException unreachable(IOException cause) {
    return new ProblemException(
        Problem.of(ErrorCode.CLUSTER_UNREACHABLE, "The cluster cannot be reached")
            .at(
                "%s%s (context %s)",
                server(),
                access
                    .proxy()
                    .map(uri -> Message.of(" through %s", address(uri)))
                    .orElse(Message.empty()),
                context())
            .because(
                cause instanceof NoHttpResponseException
                    ? Message.of("the server closed the connection without an answer")
                    : NetworkFailure.why(cause))
            .remedy("check with: kubectl --context %s version", context()),
        cause);
  }

  @Override
  public void close() {
    if (borrowed) {
      return;
    }
    try {
      http.close();
    } catch (IOException e) {
      // nothing is lost, because each response was read to its end
    }
  }
}
