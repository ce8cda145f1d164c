package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.owner;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.util.Optional;

/**
 * The owner and the target of a deployed function.
 *
 * @param api the API of the function's namespace
 * @param options the options of the user for taking over objects
 */
record Ownership(KubernetesApi api, DeployOptions options) {

  /** Returns why a function may not be deployed over the recorded one; empty if it may. */
  Optional<Problem> problem(AppliedSet set, Owner owner, Target target) {
    if (!set.owner().equals(owner.name()) && !options.adopt()) {
      return Optional.of(
          Problem.of(
                  ErrorCode.OWNED_BY_ANOTHER,
                  "The function %s belongs to %s",
                  set.function(),
                  set.owner())
              .at("namespace %s", api.connection().namespace())
              .because("each %s would overwrite the objects of the other", owner())
              .remedy("choose another %s, or take it over: %s", setting("name"), setting("adopt")));
    }
    if (!set.target().equals(target.text()) && !options.switchTarget()) {
      return Optional.of(
          Problem.of(
                  ErrorCode.DEPLOYED_FOR_OTHER_TARGET,
                  "The function %s is deployed for target %s",
                  set.function(),
                  set.target())
              .at("namespace %s", api.connection().namespace())
              .because("its objects would be deleted first, so it does not answer for some seconds")
              .remedy(
                  "use %s, or switch the target: %s",
                  setting("target", set.target()), setting("switchTarget")));
    }
    return Optional.empty();
  }

  /** Throws the reason why a function may not be deployed. */
  void require(Optional<AppliedSet> set, Revision revision) {
    set.flatMap(recorded -> problem(recorded, revision.owner(), revision.target()))
        .ifPresent(
            problem -> {
              throw new ProblemException(problem);
            });
  }
}
