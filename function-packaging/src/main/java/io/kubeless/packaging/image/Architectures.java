package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;
import java.util.SortedSet;

/** Determines the architectures of an image if the configuration does not name them. */
public final class Architectures {
  private Architectures() {}

  /**
   * Returns the architectures of the nodes that will run the image. A locally linked JRE has only
   * the architecture of this machine.
   *
   * @param image the image, with its default architecture
   * @param nodes architectures of the nodes; empty if they are unknown
   * @throws ProblemException if a locally linked JRE runs on none of the nodes
   */
  public static List<String> of(Image image, SortedSet<String> nodes) {
    if (nodes.isEmpty()) {
      return image.architectures();
    }
    if (!image.linked()) {
      return List.copyOf(nodes);
    }
    if (!nodes.containsAll(image.architectures())) {
      throw new ProblemException(
          Problem.around(
              109,
              "A JRE that is linked here runs on no node of the cluster",
              "image.base: " + Image.LINKED_JRE,
              "this machine is "
                  + String.join(",", image.architectures())
                  + ", the nodes are "
                  + String.join(" and ", nodes),
              "use a base image: -Dkubeless.image.base=eclipse-temurin:25-jre"));
    }
    return image.architectures();
  }
}
