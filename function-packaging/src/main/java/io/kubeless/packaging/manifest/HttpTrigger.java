package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.Optional;

/**
 * Requests from outside the cluster.
 *
 * @param host a DNS name; if absent, all hosts
 * @param path a prefix that begins with a slash
 * @param tlsSecret name of the Secret with the certificate of an Ingress
 * @param ingressClass name of the IngressClass; if absent, the cluster's default
 * @param route the kind of object that routes the requests
 * @param gateway the Gateway of an HTTPRoute; with {@link Route#AUTO}, the only one that may be
 *     chosen; absent for an Ingress
 * @param cors absent if pages of other origins cannot call the function
 * @param auth absent if requests are not authenticated
 */
public record HttpTrigger(
    Optional<String> host,
    String path,
    Optional<String> tlsSecret,
    Optional<String> ingressClass,
    Route route,
    Optional<GatewayReference> gateway,
    Optional<Cors> cors,
    Optional<HttpAuth> auth)
    implements Trigger {

  /** The kind of object that routes requests from outside to the function's Service. */
  public enum Route {
    /** An Ingress. */
    INGRESS,
    /** An HTTPRoute, whose Gateway is known. */
    GATEWAY,
    /** An HTTPRoute if the cluster has a Gateway that accepts it, and an Ingress otherwise. */
    AUTO
  }

  /** Creates a trigger with an Ingress, and without CORS and authentication. */
  public HttpTrigger(
      Optional<String> host,
      String path,
      Optional<String> tlsSecret,
      Optional<String> ingressClass) {
    this(
        host,
        path,
        tlsSecret,
        ingressClass,
        Route.INGRESS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns this trigger with an Ingress. */
  public HttpTrigger withIngress() {
    return new HttpTrigger(
        host, path, tlsSecret, ingressClass, Route.INGRESS, Optional.empty(), cors, auth);
  }

  /** Returns this trigger with an HTTPRoute, and so without the settings of an Ingress. */
  public HttpTrigger withGateway(GatewayReference other) {
    return new HttpTrigger(
        host,
        path,
        Optional.empty(),
        Optional.empty(),
        Route.GATEWAY,
        Optional.of(other),
        cors,
        auth);
  }

  /** Returns host and path, such as {@code api.acme.com/orders}; without a host, the path. */
  public String address() {
    return host.orElse("") + path;
  }

  /** Returns how requests of a function are authenticated; all of its triggers have the same. */
  public static Optional<HttpAuth> auth(Function function) {
    return function.exposure().triggers(HttpTrigger.class).stream()
        .flatMap(each -> each.auth().stream())
        .findFirst();
  }

  @Override
  public TriggerRenderer renderer() {
    return new HttpRenderer();
  }
}
