package io.kubeless.controller.source;

import io.kubeless.packaging.model.KubernetesObject;
import java.util.List;
import java.util.Optional;

/**
 * The objects of a Function.
 *
 * @param objects in the order in which they are written, without owner references
 * @param image the image of the function's container
 */
public record Rendered(List<KubernetesObject> objects, Optional<String> image) {
  /** Copies the list. */
  public Rendered {
    objects = List.copyOf(objects);
  }
}
