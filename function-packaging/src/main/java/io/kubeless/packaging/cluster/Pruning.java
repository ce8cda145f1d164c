package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ObjectChange.Action;
import io.kubeless.packaging.manifest.KubernetesObject;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds and deletes what a function no longer declares: objects with its owner's label, written by
 * this plugin, that no other object owns. Configurations stay while a revision needs them.
 */
final class Pruning {
  private final KubernetesApi api;
  private final Function function;
  private final Manifests manifests;

  Pruning(KubernetesApi api, Function function, Manifests manifests) {
    this.api = api;
    this.function = function;
    this.manifests = manifests;
  }

  /** Returns what is there and not declared. */
  List<ObjectChange> candidates(Set<String> kinds) throws ApiFailure {
    Set<String> kept = new HashSet<>();
    for (KubernetesObject object : manifests.objects()) {
      kept.add(object.kind() + "/" + object.name());
    }
    kept.add("ConfigMap/" + Names.parent(function.name()));
    List<ObjectChange> candidates = new ArrayList<>();
    for (String kind : kinds) {
      for (JsonNode object : owned(api, function, ApiResource.of(kind))) {
        String name = object.path("metadata").path("name").asText();
        if (!kept.contains(kind + "/" + name)) {
          candidates.add(new ObjectChange(kind, name, Action.PRUNED));
        }
      }
    }
    if (candidates.stream().anyMatch(Pruning::isConfiguration)) {
      Set<String> mounted = mounted();
      candidates.removeIf(each -> isConfiguration(each) && mounted.contains(each.name()));
    }
    return candidates;
  }

  private static boolean isConfiguration(ObjectChange change) {
    return change.kind().equals("ConfigMap");
  }

  /** Deletes it. */
  List<ObjectChange> run(Set<String> kinds) throws ApiFailure {
    List<ObjectChange> candidates = candidates(kinds);
    for (ObjectChange change : candidates) {
      api.delete(ApiResource.of(change.kind()), change.name());
    }
    return candidates;
  }

  /** Returns the objects of a kind that the plugin made for a function. */
  static List<JsonNode> owned(KubernetesApi api, Function function, ApiResource resource)
      throws ApiFailure {
    String label = Names.OWNER + "=" + Names.ownerLabel(function.owner(), function.name());
    List<JsonNode> owned = new ArrayList<>();
    for (JsonNode object : api.list(resource, label)) {
      JsonNode metadata = object.path("metadata");
      if (metadata.path("ownerReferences").isEmpty() && written(metadata)) {
        owned.add(object);
      }
    }
    return owned;
  }

  private static boolean written(JsonNode metadata) {
    for (JsonNode fields : metadata.path("managedFields")) {
      if (fields.path("manager").asText().equals(Names.MANAGER)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the ConfigMaps that a revision of the Deployment, or an attempt of a Job, mounts. */
  private Set<String> mounted() throws ApiFailure {
    List<JsonNode> users =
        new ArrayList<>(
            api.list(ApiResource.REPLICA_SET, "created-by=kubeless,function=" + function.name()));
    if (function.once()) {
      String selector =
          Names.tickSelector(function).entrySet().stream()
              .map(label -> label.getKey() + "=" + label.getValue())
              .collect(Collectors.joining(","));
      for (JsonNode job : api.list(ApiResource.JOB, selector)) {
        if (job.path("status").path("completionTime").isMissingNode()) {
          users.add(job);
        }
      }
    }
    Set<String> mounted = new HashSet<>();
    for (JsonNode user : users) {
      for (JsonNode volume : user.path("spec").path("template").path("spec").path("volumes")) {
        mounted.add(volume.path("configMap").path("name").asText());
      }
    }
    return mounted;
  }
}
