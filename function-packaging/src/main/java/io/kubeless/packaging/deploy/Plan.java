package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.owner;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Determines the effect of applying objects, with a dry run. */
final class Plan {
  private static final List<String> ASSIGNED =
      List.of("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid");

  private final KubernetesApi api;
  private final Revision revision;
  private final DeployOptions options;
  private final Set<String> leaving;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Creates a plan.
   *
   * @param leaving owner labels of the other target's objects, which are deleted before anything is
   *     applied, with all objects that a controller has created for them; empty if the target stays
   *     the same
   */
  Plan(KubernetesApi api, Revision revision, DeployOptions options, Set<String> leaving) {
    this.api = api;
    this.revision = revision;
    this.options = options;
    this.leaving = leaving;
  }

  /** Returns the change of each object, or throws all problems. */
  List<Planned> of() throws ApiFailure {
    List<Planned> plan = new ArrayList<>();
    SupersededIngresses superseded = new SupersededIngresses(api, revision);
    for (KubernetesObject object : revision.manifests().objects()) {
      Optional<JsonNode> live = api.get(ApiResource.of(object), object.name());
      plan.add(leaves(live) ? renewed(object) : planned(object, live, superseded));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return plan;
  }

  /** Returns whether a live object is owned by an object of the other target. */
  private boolean leaves(Optional<JsonNode> live) {
    return live.map(object -> object.path("metadata"))
        .filter(metadata -> !metadata.path("ownerReferences").isEmpty())
        .filter(metadata -> leaving.contains(metadata.path("labels").path(Names.OWNER).asText()))
        .isPresent();
  }

  /**
   * Checks an object that replaces one that will be deleted first, so its immutable fields do not
   * matter.
   */
  private Planned renewed(KubernetesObject object) {
    try {
      api.apply(object, Names.MANAGER, true, true);
    } catch (ApiFailure e) {
      if (e.status() != 422 || !e.message().contains("immutable")) {
        refused(object, e);
      }
    }
    return new Planned(object, Action.CREATED);
  }

  private Planned planned(
      KubernetesObject object, Optional<JsonNode> live, SupersededIngresses superseded)
      throws ApiFailure {
    Optional<Problem> stranger = live.flatMap(found -> stranger(object, found));
    if (stranger.isPresent() && !options.adopt()) {
      problems.add(stranger.get());
      return new Planned(object, Action.CHANGED);
    }
    try {
      JsonNode tried = api.apply(object, Names.MANAGER, false, true);
      if (live.isEmpty()) {
        return new Planned(object, Action.CREATED, live, tried);
      }
      boolean same =
          comparable(tried).equals(comparable(live.get()))
              && new Handbacks(api, revision.function()).of(object, live.get()).isEmpty();
      return new Planned(object, same ? Action.SAME : Action.CHANGED, live, tried);
    } catch (ApiFailure e) {
      boolean conflict = e.status() == 409 && live.isPresent() && !e.causes().isEmpty();
      if (!conflict && !superseded.named(object, e).isEmpty()) {
        return new Planned(object, live.isEmpty() ? Action.CREATED : Action.CHANGED);
      }
      if (!conflict) {
        refused(object, e);
        return new Planned(object, Action.CHANGED);
      }
      return contested(object, live.get(), FieldConflicts.of(object, live.get(), e));
    }
  }

  /** Returns the change of an object that has fields of other managers. */
  private Planned contested(KubernetesObject object, JsonNode live, FieldConflicts conflicts)
      throws ApiFailure {
    Optional<FieldHandback> handback = new Handbacks(api, revision.function()).of(object, live);
    FieldConflicts theirs =
        new FieldConflicts(
            object,
            conflicts.fields().stream()
                .filter(each -> handback.filter(rules -> rules.covers(each)).isEmpty())
                .toList());
    boolean takeOver = options.adopt() && !LiveObject.isManaged(live);
    if (!theirs.fields().isEmpty() && !options.force() && !takeOver) {
      problems.add(theirs.problem());
      return new Planned(object, Action.CHANGED);
    }
    Optional<JsonNode> tried = Optional.empty();
    try {
      tried = Optional.of(api.apply(object, Names.MANAGER, true, true));
    } catch (ApiFailure e) {
      refused(object, e);
    }
    return new Planned(
        object,
        Action.CHANGED,
        !theirs.fields().isEmpty(),
        theirs.fields().stream()
            .map(each -> object.kind() + " " + object.name() + ": " + each.text())
            .toList(),
        Optional.of(live),
        tried);
  }

  private void refused(KubernetesObject object, ApiFailure failure) {
    problems.addAll(
        failure
            .problem(
                Message.of("%s %s is rejected", object.kind(), object.name()), api.connection())
            .problems());
  }

  static JsonNode comparable(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    ((ObjectNode) copy.path("metadata")).remove(ASSIGNED);
    return copy;
  }

  /**
   * Returns a problem for an object that the plugin did not create, or that belongs to another
   * function.
   */
  private Optional<Problem> stranger(KubernetesObject object, JsonNode live) {
    String owner = Names.ownerLabel(revision.owner(), revision.function());
    if (LiveObject.isManaged(live) && LiveObject.label(live, Names.OWNER).equals(owner)) {
      return Optional.empty();
    }
    String label = LiveObject.label(live, Names.MANAGED_BY);
    return Optional.of(
        Problem.of(
                ErrorCode.OWNED_BY_ANOTHER,
                "%s %s exists and has another owner",
                object.kind(),
                object.name())
            .at("%s/%s in %s", object.kind(), object.name(), api.connection().namespace())
            .because(
                label.isEmpty()
                    ? Message.of("it has no label %s", Names.MANAGED_BY)
                    : label.equals(Names.MANAGER)
                        ? Message.of("another %s deployed a function of the same name", owner())
                        : Message.of("%s is %s", Names.MANAGED_BY, label))
            .remedy("choose another %s, or take it over: %s", setting("name"), setting("adopt")));
  }
}
