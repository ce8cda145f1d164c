package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Owner;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The record of what one function has on the cluster: a ConfigMap that is written before the first
 * object and made smaller after the last one is gone, so that nothing is ever forgotten.
 *
 * @param function the function
 * @param module {@code groupId:artifactId} that it comes from
 * @param target which objects it has
 * @param kinds every kind that may have an object
 * @param lock who deploys right now, and until when; empty for nobody
 * @param version of the ConfigMap; empty when it is not there
 */
record AppliedSet(
    String function,
    String module,
    String target,
    SortedSet<String> kinds,
    String lock,
    String version) {
  private static final String LOCK = "kubeless.io/deploying";

  static Optional<AppliedSet> read(KubernetesApi api, String function) throws ApiFailure {
    return api.get(ApiResource.CONFIG_MAP, Names.parent(function)).map(AppliedSet::of);
  }

  private static AppliedSet of(JsonNode node) {
    JsonNode data = node.path("data");
    SortedSet<String> kinds = new TreeSet<>();
    for (String kind : data.path("kinds").asText("").split(",", -1)) {
      if (!kind.isEmpty()) {
        kinds.add(kind);
      }
    }
    return new AppliedSet(
        data.path("function").asText(""),
        data.path("module").asText(""),
        data.path("target").asText(""),
        kinds,
        node.path("metadata").path("annotations").path(LOCK).asText(""),
        node.path("metadata").path("resourceVersion").asText(""));
  }

  static AppliedSet first(String function, Owner owner, String target) {
    return new AppliedSet(function, owner.module(), target, new TreeSet<>(), "", "");
  }

  AppliedSet withKinds(Set<String> other) {
    return new AppliedSet(function, module, target, new TreeSet<>(other), lock, version);
  }

  AppliedSet withLock(String other) {
    return new AppliedSet(function, module, target, kinds, other, version);
  }

  /** Returns who holds the lock, if it has not run out. */
  Optional<String> lockedBy(Instant now) {
    String[] parts = lock.split(" until ", 2);
    boolean held = parts.length == 2 && now.isBefore(Instant.parse(parts[1]));
    return held ? Optional.of(parts[0]) : Optional.empty();
  }

  static String lock(String holder, Instant until) {
    return holder + " until " + until;
  }

  /** Writes the record; fails with 409 when somebody else wrote it in between. */
  AppliedSet write(KubernetesApi api, Owner owner) throws ApiFailure {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", Names.parent(function));
    metadata.put(
        "labels",
        Map.of(Names.MANAGED_BY, Names.MANAGER, Names.OWNER, Names.ownerLabel(owner, function)));
    if (!lock.isEmpty()) {
      metadata.put("annotations", Map.of(LOCK, lock));
    }
    if (!version.isEmpty()) {
      metadata.put("resourceVersion", version);
    }
    Map<String, Object> content =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            metadata,
            "data",
            Map.of(
                "function",
                function,
                "module",
                module,
                "target",
                target,
                "kinds",
                String.join(",", kinds)));
    JsonNode written =
        version.isEmpty()
            ? api.create(ApiResource.CONFIG_MAP, content, false)
            : api.replace(ApiResource.CONFIG_MAP, Names.parent(function), content);
    return of(written);
  }
}
