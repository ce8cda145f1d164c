package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.owner;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Finds the revision that a rollback restores, and completes it. */
final class RevisionChoice {
  private final KubernetesApi api;
  private final String function;

  RevisionChoice(KubernetesApi api, String function) {
    this.api = api;
    this.function = function;
  }

  /**
   * Returns a revision of the history.
   *
   * @param number its number; if absent, the revision before the current one, or the newest one if
   *     the last deployment did not succeed
   * @param owner the owner that the function must have; absent for any owner
   * @throws ProblemException if the function is not deployed, has another owner, or has no such
   *     revision
   */
  RecordedRevision find(OptionalInt number, Optional<Owner> owner) throws ApiFailure {
    AppliedSet set = AppliedSet.read(api, function).orElseThrow(this::notDeployed);
    if (owner.isPresent() && !set.owner().equals(owner.get().name())) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.OWNED_BY_ANOTHER,
                  "The function %s belongs to %s",
                  function,
                  set.owner())
              .at("namespace %s", api.connection().namespace())
              .because("another %s deployed it", owner())
              .remedy(
                  "roll it back from there, or without a project: %s", setting("name", function)));
    }
    List<RecordedRevision> all = new History(api, function).revisions();
    boolean current =
        all.stream().anyMatch(each -> set.revision().equals(OptionalInt.of(each.number())));
    int back = current ? 2 : 1;
    if (number.isEmpty() && all.size() >= back) {
      return all.get(all.size() - back);
    }
    return all.stream()
        .filter(each -> number.isPresent() && each.number() == number.getAsInt())
        .findFirst()
        .orElseThrow(() -> missing(number, all));
  }

  ProblemException notDeployed() {
    return new ProblemException(
        Problem.of(ErrorCode.NOT_DEPLOYED, "The function %s is not deployed", function)
            .at("namespace %s", api.connection().namespace())
            .because(
                "the ConfigMap %s, which records its objects, does not exist",
                Names.parent(function))
            .remedy(
                "choose its namespace: %s, or deploy it: %s",
                setting("namespace"), goals("deploy")));
  }

  private ProblemException missing(OptionalInt number, List<RecordedRevision> all) {
    String numbers =
        all.stream().map(each -> String.valueOf(each.number())).collect(Collectors.joining(", "));
    Problem problem =
        number.isPresent()
            ? Problem.of(
                ErrorCode.REVISION_NOT_FOUND,
                "The history of %s has no revision %s",
                function,
                number.getAsInt())
            : Problem.of(
                ErrorCode.REVISION_NOT_FOUND,
                "The history of %s has no earlier revision",
                function);
    return new ProblemException(
        problem
            .at("namespace %s", api.connection().namespace())
            .because(
                "%s; the last %s successful deployments are recorded",
                all.isEmpty() ? Message.of("it is empty") : Message.of("it has %s", numbers),
                History.LENGTH)
            .remedy("deploy the version that is needed: %s", goals("deploy")));
  }

  /**
   * Returns a revision with the data of its ConfigMap.
   *
   * @throws ProblemException if its ConfigMap was deleted
   */
  Revision complete(RecordedRevision recorded) throws ApiFailure {
    Map<String, JsonNode> configurations = new HashMap<>();
    for (KubernetesObject object : recorded.revision().manifests().objects()) {
      if (ApiResource.of(object).isConfiguration()) {
        Optional<JsonNode> live = api.get(ApiResource.CONFIG_MAP, object.name());
        configurations.put(
            object.name(), live.orElseThrow(() -> deleted(recorded.number(), object.name())));
      }
    }
    return recorded.complete(configurations);
  }

  private ProblemException deleted(int number, String configMap) {
    return new ProblemException(
        Problem.of(
                ErrorCode.CONFIGURATION_DELETED,
                "Revision %s of %s cannot be restored",
                number,
                function)
            .at("ConfigMap/%s in %s", configMap, api.connection().namespace())
            .because("this ConfigMap contained its configuration, and was deleted")
            .remedy(
                "restore another revision: %s, or deploy the version: %s",
                setting("revision"), goals("deploy")));
  }
}
