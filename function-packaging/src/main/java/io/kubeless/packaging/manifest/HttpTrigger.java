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
 * @param tlsSecret name of the Secret with the certificate
 * @param ingressClass name of the IngressClass; if absent, the cluster's default
 * @param cors absent if pages of other origins cannot call the function
 * @param auth absent if requests are not authenticated
 */
public record HttpTrigger(
    Optional<String> host,
    String path,
    Optional<String> tlsSecret,
    Optional<String> ingressClass,
    Optional<Cors> cors,
    Optional<HttpAuth> auth)
    implements Trigger {

  /** Creates a trigger without CORS and authentication. */
  public HttpTrigger(
      Optional<String> host,
      String path,
      Optional<String> tlsSecret,
      Optional<String> ingressClass) {
    this(host, path, tlsSecret, ingressClass, Optional.empty(), Optional.empty());
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
