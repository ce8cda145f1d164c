package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The record of one function's objects in the cluster. It is a ConfigMap that is written before the
 * first object, and reduced after the last deletion, so that it never misses an object. Its keys
 * {@code module} and {@code formerModules} contain names of owners; they are a stored format, which
 * other versions of the plugin read.
 *
 * @param function the function
 * @param owner name of the owner
 * @param former names of previous owners, of which objects may be left
 * @param target the kind of objects that it has
 * @param kinds all kinds that it may have objects of
 * @param overlay the overlay of the last deployment, an empty text if it had no overlay; absent if
 *     this is not recorded
 * @param revision number of the revision in the history that it has exactly the objects of, zero if
 *     that revision is too large to be recorded; absent while a deployment is changing it, after
 *     one that did not succeed, and if a version of the plugin without a history has deployed it
 */
record AppliedSet(
    String function,
    String owner,
    SortedSet<String> former,
    String target,
    SortedSet<String> kinds,
    Optional<String> overlay,
    OptionalInt revision) {

  /**
   * Reads the record of a function.
   *
   * @throws ProblemException if an object that the plugin did not create has its name
   */
  static Optional<AppliedSet> read(KubernetesApi api, String function) throws ApiFailure {
    Optional<JsonNode> found = api.get(ApiResource.CONFIG_MAP, Names.parent(function));
    if (found.isPresent() && !LiveObject.isManaged(found.get())) {
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

  /** Returns the record of a function without a stored record. It may have objects of all kinds. */
  static AppliedSet unknown(String function, Owner owner, String target) {
    return new AppliedSet(
        function,
        owner.name(),
        new TreeSet<>(),
        target,
        new TreeSet<>(),
        Optional.empty(),
        OptionalInt.empty());
  }

  /** Reads a record; its texts are empty if the ConfigMap is not a record. */
  static AppliedSet of(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    return new AppliedSet(
        data.path("function").asText(""),
        data.path("module").asText(""),
        words(data.path("formerModules")),
        data.path("target").asText(""),
        words(data.path("kinds")),
        Optional.ofNullable(data.path("overlay").textValue()),
        data.has("revision") ? OptionalInt.of(data.path("revision").asInt()) : OptionalInt.empty());
  }

  private static SortedSet<String> words(JsonNode list) {
    SortedSet<String> words = new TreeSet<>(List.of(list.asText("").split(",", -1)));
    words.remove("");
    return words;
  }

  /** Returns the record of a function that has exactly the objects of a revision. */
  static AppliedSet of(Revision revision) {
    SortedSet<String> kinds = new TreeSet<>();
    revision.manifests().objects().forEach(object -> kinds.add(object.kind()));
    return new AppliedSet(
        revision.function(),
        revision.owner().name(),
        new TreeSet<>(),
        revision.target().text(),
        kinds,
        Optional.of(revision.overlay().orElse("")),
        OptionalInt.empty());
  }

  /** Returns this record with the objects that a previous one may have left. */
  AppliedSet after(AppliedSet before) {
    SortedSet<String> owners = new TreeSet<>(former);
    owners.addAll(before.former);
    owners.add(before.owner);
    owners.remove(owner);
    owners.remove("");
    return new AppliedSet(function, owner, owners, target, kinds, overlay, revision)
        .withKinds(before.kinds);
  }

  /** Returns whether it may have objects of a kind, which is so for all kinds without a record. */
  boolean mayHave(ApiResource resource) {
    return kinds.isEmpty() || kinds.contains(resource.kind());
  }

  /** Returns this record with additional kinds. */
  AppliedSet withKinds(Collection<String> further) {
    SortedSet<String> all = new TreeSet<>(kinds);
    all.addAll(further);
    return new AppliedSet(function, owner, former, target, all, overlay, revision);
  }

  /** Returns this record with the number of its revision. */
  AppliedSet withRevision(OptionalInt number) {
    return new AppliedSet(function, owner, former, target, kinds, overlay, number);
  }

  /**
   * Returns the difference between the overlays of this record and another; absent if they are
   * equal, or one of them is not recorded.
   *
   * @param next the record of the next deployment
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

  /** Returns the possible values of the owner label of the function's objects. */
  Set<String> owners() {
    Set<String> owners = new LinkedHashSet<>();
    owners.add(Names.ownerLabel(owner, function));
    former.forEach(each -> owners.add(Names.ownerLabel(each, function)));
    return owners;
  }

  /** Replaces the stored record. The caller must have the function's lock. */
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
    revision.ifPresent(number -> data.put("revision", String.valueOf(number)));
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
