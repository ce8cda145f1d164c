package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;

/** What must hold before a goal goes on. */
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

  /** Refuses to call a function that listens to nobody. */
  static void requireService(ConfiguredFunction configured) {
    Function function = configured.function();
    if (function.runtime().once()) {
      throw new ProblemException(
          Problem.inProject(
              421,
              "The function " + function.name() + " takes no calls on the cluster",
              configured.effective().get("run").map(run -> run.origin().toString()).orElse("run"),
              "with run: once a process starts for each tick, and listens to nobody",
              function.startNow().orElse("wait for the next tick")
                  + ", or call it on this machine: mvn kubeless:run, and -Dkubeless.local"));
    }
  }
}
