package io.kubeless.packaging.manifest;

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
 */
public record HttpTrigger(
    Optional<String> host, String path, Optional<String> tlsSecret, Optional<String> ingressClass)
    implements Trigger {

  @Override
  public TriggerRenderer renderer() {
    return new HttpRenderer();
  }
}
