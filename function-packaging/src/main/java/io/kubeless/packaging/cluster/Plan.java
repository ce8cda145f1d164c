package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ObjectChange.Action;
import io.kubeless.packaging.manifest.KubernetesObject;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What applying would do, found out by trying it without writing. */
final class Plan {
  private static final List<String> ASSIGNED =
      List.of("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid");

  private final KubernetesApi api;
  private final Owner owner;
  private final DeployOptions options;
  private final List<Problem> problems = new ArrayList<>();

  Plan(KubernetesApi api, Owner owner, DeployOptions options) {
    this.api = api;
    this.owner = owner;
    this.options = options;
  }

  /** Returns what would become of each object, or throws everything that stands in the way. */
  Map<KubernetesObject, Action> of(Manifests manifests) throws ApiFailure {
    Map<KubernetesObject, Action> actions = new LinkedHashMap<>();
    for (KubernetesObject object : manifests.objects()) {
      Optional<JsonNode> live = api.get(ApiResource.of(object.kind()), object.name());
      Optional<Problem> stranger =
          live.flatMap(found -> stranger(object, found, manifests.function()));
      stranger.ifPresent(problems::add);
      actions.put(object, stranger.isPresent() ? Action.CHANGED : action(object, live));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return actions;
  }

  private Action action(KubernetesObject object, Optional<JsonNode> live) {
    try {
      JsonNode tried = api.apply(object, Names.MANAGER, force(), true);
      if (live.isEmpty()) {
        return Action.CREATED;
      }
      return comparable(tried).equals(comparable(live.get())) ? Action.SAME : Action.CHANGED;
    } catch (ApiFailure e) {
      boolean conflict = e.status() == 409 && live.isPresent() && !e.causes().isEmpty();
      problems.add(
          conflict
              ? FieldConflicts.of(object, live.get(), e)
              : e.problem(object.kind() + " " + object.name() + " is refused", api.connection())
                  .problems()
                  .get(0));
      return Action.CHANGED;
    }
  }

  boolean force() {
    return options.force() || options.adopt();
  }

  private static JsonNode comparable(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    ((ObjectNode) copy.path("metadata")).remove(ASSIGNED);
    return copy;
  }

  /** Tells an object that belongs to nobody we know, or to another function. */
  private Optional<Problem> stranger(KubernetesObject object, JsonNode live, String function) {
    JsonNode labels = live.path("metadata").path("labels");
    String wanted = Names.ownerLabel(owner, function);
    boolean ours =
        labels.path(Names.MANAGED_BY).asText().equals(Names.MANAGER)
            && labels.path(Names.OWNER).asText().equals(wanted);
    if (ours || options.adopt()) {
      return Optional.empty();
    }
    String label = labels.path(Names.MANAGED_BY).asText("");
    return Optional.of(
        Problem.around(
            403,
            object.kind() + " " + object.name() + " is there and belongs to somebody else",
            object.kind() + "/" + object.name() + " in " + api.connection().namespace(),
            label.isEmpty()
                ? "it has no label " + Names.MANAGED_BY
                : label.equals(Names.MANAGER)
                    ? "another module deployed a function of this name"
                    : Names.MANAGED_BY + " is " + label,
            "choose another -Dkubeless.name, or take it over: -Dkubeless.adopt"));
  }
}
