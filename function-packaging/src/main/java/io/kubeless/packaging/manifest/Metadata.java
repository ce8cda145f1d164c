package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields.Field;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;
import java.util.SortedMap;

/** The metadata that all objects of a function have in common. */
final class Metadata {
  private Metadata() {}

  /** Returns an object with metadata and further fields. */
  static KubernetesObject object(
      ApiResource resource, Function function, String name, Field... fields) {
    return object(resource, function, name, function.annotations(), fields);
  }

  /** Returns an object with other annotations than the function's. */
  static KubernetesObject object(
      ApiResource resource,
      Function function,
      String name,
      SortedMap<String, String> annotations,
      Field... fields) {
    Map<String, Object> content =
        Fields.of(
            field("apiVersion", resource.apiVersion()),
            field("kind", resource.kind()),
            field(
                "metadata",
                Fields.of(
                    field("name", name),
                    field("namespace", function.namespace()),
                    field("labels", Names.objectLabels(function)),
                    field("annotations", Fields.unlessEmpty(annotations)))));
    content.putAll(Fields.of(fields));
    return new KubernetesObject(content);
  }
}
