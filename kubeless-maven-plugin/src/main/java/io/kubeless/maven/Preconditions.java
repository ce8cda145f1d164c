package io.kubeless.maven;

import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;

/** What must be known before an image is pushed. */
final class Preconditions {
  private Preconditions() {}

  /** Refuses an image whose name begins with no registry. */
  static void requireRegistry(Image image, String function, String cluster) {
    if (image.registry().isEmpty()) {
      throw noRegistry(image.name(), function, cluster);
    }
  }

  static ProblemException noRegistry(String image, String function, String cluster) {
    return new ProblemException(
        Problem.around(
            101,
            "No registry to push " + image + " to",
            "-Dkubeless.registry, KUBELESS_REGISTRY and <registry> in pom.xml are all unset",
            "the nodes of " + cluster + " must pull the image of " + function + " from somewhere",
            "mvn kubeless:deploy -Dkubeless.registry=registry.acme.com/team"));
  }
}
