package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the objects that a function no longer declares: those with its owner label that this plugin
 * wrote and no other object owns. ConfigMaps are kept as long as a revision needs them.
 */
final class Pruning {

  /**
   * The existing objects that are not declared.
   *
   * @param objects objects to delete, callers of the function first
   * @param kept objects that are kept for now
   */
  record Found(List<LiveObject> objects, List<LiveObject> kept) {

    /** Returns the same objects, of which those in a list are kept for now. */
    Found keeping(List<LiveObject> further) {
      List<LiveObject> deleted = new ArrayList<>(objects);
      deleted.removeAll(further);
      List<LiveObject> remaining = new ArrayList<>(kept);
      remaining.addAll(further);
      return new Found(deleted, remaining);
    }

    /** Returns the record of the remaining objects after the deletion. */
    AppliedSet left(AppliedSet wanted, AppliedSet before) {
      SortedSet<String> kinds = new TreeSet<>(wanted.kinds());
      SortedSet<String> former = new TreeSet<>();
      for (LiveObject object : kept) {
        kinds.add(object.resource().kind());
        for (String owner : before.former()) {
          if (object.owner().equals(Names.ownerLabel(owner, wanted.function()))) {
            former.add(owner);
          }
        }
      }
      return new AppliedSet(
          wanted.function(),
          wanted.owner(),
          former,
          wanted.target(),
          kinds,
          wanted.overlay(),
          wanted.revision());
    }
  }

  private final KubernetesApi api;
  private final Revision revision;
  private final History history;
  private final Set<String> declared = new HashSet<>();

  Pruning(KubernetesApi api, Revision revision, History history) {
    this.api = api;
    this.revision = revision;
    this.history = history;
    revision
        .manifests()
        .objects()
        .forEach(object -> declared.add(object.kind() + "/" + object.name()));
  }

  Found find(AppliedSet set) throws ApiFailure {
    List<LiveObject> found = new ArrayList<>();
    for (LiveObject object : new OwnedObjects(api, set).find()) {
      if (!declared.contains(object.resource().kind() + "/" + object.name())) {
        found.add(object);
      }
    }
    List<LiveObject> kept = new ArrayList<>();
    if (found.stream().anyMatch(Pruning::isConfiguration)) {
      Set<String> mounted = mounted();
      mounted.addAll(history.configurations());
      for (LiveObject object : List.copyOf(found)) {
        if (isConfiguration(object) && mounted.contains(object.name())) {
          found.remove(object);
          kept.add(object);
        }
      }
    }
    return new Found(found, kept);
  }

  private static boolean isConfiguration(LiveObject object) {
    return object.resource().isConfiguration();
  }

  /** Returns the ConfigMaps that a revision of the Deployment, or an attempt of a Job, mounts. */
  private Set<String> mounted() throws ApiFailure {
    List<JsonNode> users =
        new ArrayList<>(api.list(ApiResource.REPLICA_SET, Names.podSelector(revision.function())));
    if (revision.once()) {
      for (JsonNode job :
          api.list(ApiResource.JOB, Names.selector(Names.runSelector(revision.function(), true)))) {
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
