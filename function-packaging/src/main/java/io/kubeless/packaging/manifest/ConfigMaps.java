package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;

/**
 * The configuration of a function. It is immutable and named after its content, so that a change
 * rolls out new pods, and a rollback restores it.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable">
 *     Immutable ConfigMaps</a>
 */
final class ConfigMaps {
  private ConfigMaps() {}

  static KubernetesObject of(Function function) {
    return Metadata.object(
        ApiResource.CONFIG_MAP,
        function,
        Names.config(function.name(), function.runtime().config()),
        field("immutable", true),
        field(
            "data",
            java.util.Optional.ofNullable(Fields.unlessEmpty(function.runtime().config().text()))),
        field(
            "binaryData",
            java.util.Optional.ofNullable(
                Fields.unlessEmpty(function.runtime().config().binary()))));
  }
}
