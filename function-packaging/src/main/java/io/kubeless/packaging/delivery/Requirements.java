package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.buildFile;
import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;

/** The requirements of a function before it is pushed or called. */
public final class Requirements {
  private Requirements() {}

  /**
   * Requires a registry in the name of an image.
   *
   * @param cluster the cluster that pulls the image, for the message
   */
  public static void requireRegistry(Image image, String function, String cluster) {
    if (image.registry().isEmpty()) {
      throw noRegistry(image.name(), function, cluster);
    }
  }

  /** Returns the problem of an image without a known registry. */
  public static ProblemException noRegistry(String image, String function, String cluster) {
    return new ProblemException(
        Problem.of(ErrorCode.NO_REGISTRY, "No registry to push %s to", image)
            .at(
                "%s and KUBELESS_REGISTRY are unset, and so is the registry in %s",
                setting("registry"), buildFile())
            .because("the nodes of %s must pull the image of %s from a registry", cluster, function)
            .remedy("%s %s", goals("deploy"), setting("registry", "registry.acme.com/team")));
  }

  /** Requires a function that can be called in the cluster. */
  public static void requireService(ConfiguredFunction configured) {
    Function function = configured.function();
    if (function.runtime().once()) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.NOT_CALLABLE,
                  "The function %s cannot be called on the cluster",
                  function.name())
              .at("%s", run(configured))
              .because(
                  "with run: once, a process starts for each scheduled time and accepts no other"
                      + " calls")
              .remedy(
                  "%s, or call it on this machine: %s, and %s",
                  function.startNow().orElse("wait for the next scheduled time"),
                  goals("run"),
                  setting("local")));
    }
  }

  private static String run(ConfiguredFunction configured) {
    return configured.effective().get("run").map(run -> run.origin().toString()).orElse("run");
  }
}
