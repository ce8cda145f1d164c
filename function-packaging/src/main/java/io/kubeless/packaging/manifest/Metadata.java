package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import java.util.Map;

/** The head that all objects of a function share. */
final class Metadata {
  private Metadata() {}

  /** Returns an object with head and further fields, given as names and values in turn. */
  static KubernetesObject object(
      String apiVersion, String kind, Function function, String name, Object... fields) {
    Map<String, Object> content =
        Fields.of(
            "apiVersion",
            apiVersion,
            "kind",
            kind,
            "metadata",
            Fields.of(
                "name",
                name,
                "namespace",
                function.namespace(),
                "labels",
                Names.objectLabels(function),
                "annotations",
                Fields.unlessEmpty(function.annotations())));
    content.putAll(Fields.of(fields));
    return new KubernetesObject(content);
  }
}
