package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Functions that an owner has deployed to a namespace and no longer contains, for example because
 * they were renamed.
 */
public final class FormerFunctions {

  /**
   * One function that is still deployed.
   *
   * @param name name of the function
   * @param removal a command that deletes all of its objects
   */
  public record FormerFunction(String name, String removal) {}

  private FormerFunctions() {}

  /**
   * Returns these functions by name; empty if the user may not list ConfigMaps.
   *
   * @param names names of the functions that the owner contains
   */
  public static List<FormerFunction> of(
      ClusterConnection connection, Owner owner, Set<String> names) {
    KubernetesApi api = new KubernetesApi(connection);
    List<FormerFunction> former = new ArrayList<>();
    try {
      for (JsonNode configMap : api.list(ApiResource.CONFIG_MAP, Names.managedSelector())) {
        AppliedSet set = AppliedSet.of(configMap);
        boolean record =
            configMap.path("metadata").path("name").asText().equals(Names.parent(set.function()));
        if (record && set.owner().equals(owner.name()) && !names.contains(set.function())) {
          former.add(new FormerFunction(set.function(), removal(connection, set)));
        }
      }
    } catch (ApiFailure | ProblemException e) {
      return List.of(); // a successful deployment must not fail because of this
    }
    return former;
  }

  private static String removal(ClusterConnection connection, AppliedSet set) {
    List<String> resources = new ArrayList<>();
    for (String kind : set.withKinds(Set.of(ApiResource.CONFIG_MAP.kind())).kinds()) {
      Optional.of(kind)
          .flatMap(ApiResource::ofKind)
          .ifPresent(each -> resources.add(each.qualified()));
    }
    return "kubectl delete "
        + String.join(",", resources)
        + " -n "
        + connection.namespace()
        + " -l "
        + Names.ownerSelector(Names.ownerLabel(set.owner(), set.function()));
  }
}
