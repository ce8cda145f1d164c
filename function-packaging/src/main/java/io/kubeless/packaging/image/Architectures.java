package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
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
          Problem.of(
                  ErrorCode.JRE_NOT_LINKED,
                  "A JRE that is linked on this machine cannot run on any node of the cluster")
              .at("image.base: %s", Image.LINKED_JRE)
              .because(
                  "this machine is %s, the nodes are %s",
                  String.join(",", image.architectures()), String.join(" and ", nodes))
              .remedy("use a base image: %s", setting("image.base", "eclipse-temurin:25-jre")));
    }
    return image.architectures();
  }
}
