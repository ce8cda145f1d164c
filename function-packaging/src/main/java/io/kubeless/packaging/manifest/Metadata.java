package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;
import java.util.SortedMap;

/** The head that all objects of a function share. */
final class Metadata {
  private Metadata() {}

  /** Returns an object with head and further fields, given as names and values in turn. */
  static KubernetesObject object(
      ApiResource resource, Function function, String name, Object... fields) {
    return object(resource, function, name, function.annotations(), fields);
  }

  /** Returns the same with other annotations than the function's. */
  static KubernetesObject object(
      ApiResource resource,
      Function function,
      String name,
      SortedMap<String, String> annotations,
      Object... fields) {
    Map<String, Object> content =
        Fields.of(
            "apiVersion",
            resource.apiVersion(),
            "kind",
            resource.kind(),
            "metadata",
            Fields.of(
                "name",
                name,
                "namespace",
                function.namespace(),
                "labels",
                Names.objectLabels(function),
                "annotations",
                Fields.unlessEmpty(annotations)));
    content.putAll(Fields.of(fields));
    return new KubernetesObject(content);
  }
}
