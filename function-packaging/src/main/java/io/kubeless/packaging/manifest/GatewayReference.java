package io.kubeless.packaging.manifest;

import java.util.Optional;

/**
 * The Gateway of an HTTPRoute.
 *
 * @param namespace its namespace; if absent, that of the function
 * @param name its name
 * @param listener the name of one of its listeners; if absent, all that accept the HTTPRoute
 */
public record GatewayReference(Optional<String> namespace, String name, Optional<String> listener) {

  /** Returns namespace, name and listener, as far as they are set, such as {@code infra/public}. */
  public String text() {
    return namespace.map(each -> each + "/").orElse("")
        + name
        + listener.map(each -> "/" + each).orElse("");
  }
}
