package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The record of what one function has on the cluster: a ConfigMap that is written before the first
 * object and made smaller after the last one is gone, so that nothing is ever forgotten.
 *
 * @param function the function
 * @param owner name of the owner
 * @param former names of the owners before, of which objects may be left
 * @param target which objects it has
 * @param kinds every kind that may have an object
 * @param overlay the overlay of the last deployment, an empty text when it had no overlay; absent
 *     when this is not recorded
 */
record AppliedSet(
    String function,
    String owner,
    SortedSet<String> former,
    String target,
    SortedSet<String> kinds,
    Optional<String> overlay) {

  /**
   * Reads the record of a function.
   *
   * @throws ProblemException when an object of somebody else has its name
   */
  static Optional<AppliedSet> read(KubernetesApi api, String function) throws ApiFailure {
    Optional<JsonNode> found = api.get(ApiResource.CONFIG_MAP, Names.parent(function));
    if (found.isPresent()
        && !found
            .get()
            .path("metadata")
            .path("labels")
            .path(Names.MANAGED_BY)
            .asText()
            .equals(Names.MANAGER)) {
      String name = "ConfigMap " + Names.parent(function);
      throw new ProblemException(
          Problem.of(ErrorCode.OWNED_BY_ANOTHER, "%s exists and has another owner", name)
              .at("namespace %s", api.connection().namespace())
              .because(
                  "the objects of the function are recorded under this name, and the ConfigMap lacks the label %s=%s",
                  Names.MANAGED_BY, Names.MANAGER)
              .remedy("choose another %s, or rename the ConfigMap", setting("name")));
    }
    return found.map(AppliedSet::of);
  }

  /** Returns the record of a function of which nothing is recorded: it may have every kind. */
  static AppliedSet unknown(String function, Owner owner, String target) {
    return new AppliedSet(
        function, owner.name(), new TreeSet<>(), target, new TreeSet<>(), Optional.empty());
  }

  /** Reads a record; empty texts where it is not one. */
  static AppliedSet of(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    return new AppliedSet(
        data.path("function").asText(""),
        data.path("module").asText(""),
        words(data.path("formerModules")),
        data.path("target").asText(""),
        words(data.path("kinds")),
        Optional.ofNullable(data.path("overlay").textValue()));
  }

  private static SortedSet<String> words(JsonNode list) {
    SortedSet<String> words = new TreeSet<>(List.of(list.asText("").split(",", -1)));
    words.remove("");
    return words;
  }

  /**
   * Returns the record of a function that is as its manifests are, and has nothing else.
   *
   * @param overlay that it is configured with; absent when there is no overlay
   */
  static AppliedSet of(
      Function function, Target target, Manifests manifests, Optional<String> overlay) {
    SortedSet<String> kinds = new TreeSet<>();
    manifests.objects().forEach(object -> kinds.add(object.kind()));
    return new AppliedSet(
        function.name(),
        function.owner().name(),
        new TreeSet<>(),
        target.text(),
        kinds,
        Optional.of(overlay.orElse("")));
  }

  /** Returns this record with what another one may have left. */
  AppliedSet after(AppliedSet before) {
    SortedSet<String> owners = new TreeSet<>(former);
    owners.addAll(before.former);
    owners.add(before.owner);
    owners.remove(owner);
    owners.remove("");
    return new AppliedSet(function, owner, owners, target, kinds, overlay).withKinds(before.kinds);
  }

  /** Returns this record with further kinds. */
  AppliedSet withKinds(Collection<String> further) {
    SortedSet<String> all = new TreeSet<>(kinds);
    all.addAll(further);
    return new AppliedSet(function, owner, former, target, all, overlay);
  }

  /**
   * Returns how the overlay of another record differs from this one's; absent when it does not, or
   * when one of them is not recorded.
   *
   * @param next the record of the deployment after this one
   */
  Optional<String> overlayChange(AppliedSet next) {
    boolean differs =
        overlay.isPresent() && next.overlay.isPresent() && !overlay.equals(next.overlay);
    return differs
        ? Optional.of(
            "overlay   the last deployment of "
                + function
                + " used "
                + overlayText()
                + "; this one uses "
                + next.overlayText())
        : Optional.empty();
  }

  private String overlayText() {
    return overlay
        .filter(name -> !name.isEmpty())
        .map(name -> "overlay " + name)
        .orElse("no overlay");
  }

  /** Returns the values of the owner's label that the function's objects may have. */
  Set<String> owners() {
    Set<String> owners = new LinkedHashSet<>();
    owners.add(Names.ownerLabel(owner, function));
    former.forEach(each -> owners.add(Names.ownerLabel(each, function)));
    return owners;
  }

  /** Writes the record over the one before; whoever writes it has the function's lock. */
  void write(KubernetesApi api) throws ApiFailure {
    Map<String, String> labels = Names.labels(function);
    labels.put(Names.OWNER, Names.ownerLabel(owner, function));
    Map<String, Object> metadata = Map.of("name", Names.parent(function), "labels", labels);
    Map<String, String> data = new TreeMap<>();
    data.put("function", function);
    data.put("module", owner);
    data.put("formerModules", String.join(",", former));
    data.put("target", target);
    data.put("kinds", String.join(",", kinds));
    overlay.ifPresent(name -> data.put("overlay", name));
    api.apply(
        new KubernetesObject(
            Map.of(
                "apiVersion",
                ApiResource.CONFIG_MAP.apiVersion(),
                "kind",
                ApiResource.CONFIG_MAP.kind(),
                "metadata",
                metadata,
                "data",
                data)),
        Names.MANAGER,
        true,
        false);
  }
}
