package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Image;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restricts a function's pods to nodes with an architecture of its image. */
final class NodePlacement {
  private static final String LABEL = "kubernetes.io/arch";
  // The label of Kubernetes 1.10, whose fields the controller of Kubeless knows.
  private static final String OLD_LABEL = "beta.kubernetes.io/arch";

  private NodePlacement() {}

  /** Returns a node selector; absent for an image with several architectures. */
  static @Nullable Map<String, Object> selector(Image image, boolean kubernetes) {
    return image.architectures().size() == 1
        ? Fields.of(field(kubernetes ? LABEL : OLD_LABEL, image.architectures().get(0)))
        : null;
  }

  /** Returns an affinity to any of several architectures; absent for an image with one or none. */
  static @Nullable Map<String, Object> affinity(Image image, boolean kubernetes) {
    if (image.architectures().size() <= 1) {
      return null;
    }
    Map<String, Object> any =
        Fields.of(
            field("key", kubernetes ? LABEL : OLD_LABEL),
            field("operator", "In"),
            field("values", image.architectures()));
    return Fields.of(
        field(
            "nodeAffinity",
            Fields.of(
                field(
                    "requiredDuringSchedulingIgnoredDuringExecution",
                    Fields.of(
                        field(
                            "nodeSelectorTerms",
                            List.of(Fields.of(field("matchExpressions", List.of(any))))))))));
  }
}
