package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.ErrorCode;
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
        Problem.of(ErrorCode.NO_REGISTRY, "No registry to push %s to", image)
            .at(
                "%s, KUBELESS_REGISTRY and <registry> in pom.xml are all unset",
                setting("registry"))
            .because("the nodes of %s must pull the image of %s from a registry", cluster, function)
            .remedy("%s %s", goals("deploy"), setting("registry", "registry.acme.com/team")));
  }

  /** Refuses to call a function that listens to nobody. */
  static void requireService(ConfiguredFunction configured) {
    Function function = configured.function();
    if (function.runtime().once()) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.NOT_CALLABLE,
                  "The function %s cannot be called on the cluster",
                  function.name())
              .at(
                  "%s",
                  configured
                      .effective()
                      .get("run")
                      .map(run -> run.origin().toString())
                      .orElse("run"))
              .because(
                  "with run: once, a process starts for each scheduled time and accepts no other calls")
              .remedy(
                  "%s, or call it on this machine: %s, and %s",
                  function.startNow().orElse("wait for the next scheduled time"),
                  goals("run"),
                  setting("local")));
    }
  }
}
