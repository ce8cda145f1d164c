package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;

/**
 * The identity of a function's pods. It has no token, because most functions never call the API
 * server.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/service-accounts/">ServiceAccount</a>
 */
final class ServiceAccounts {
  private ServiceAccounts() {}

  static KubernetesObject of(Function function) {
    return Metadata.object(
        ApiResource.SERVICE_ACCOUNT,
        function,
        function.name(),
        field("automountServiceAccountToken", false));
  }
}
