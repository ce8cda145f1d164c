package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedSet;
import java.util.TreeSet;

/** The nodes that can run pods. */
public final class Nodes {
  // Clusters have few architectures; in large clusters, the first nodes are sufficient.
  private static final String PATH = "/api/v1/nodes?limit=500";

  private Nodes() {}

  /**
   * Returns the architectures of the Linux nodes, by their names in OCI; empty if the user may not
   * list nodes. Nodes with taints that exclude pods count only if there are no other nodes. With
   * one connection in several namespaces, they are read once.
   */
  public static SortedSet<String> architectures(ClusterConnection connection) {
    return connection.architectures(() -> read(connection));
  }

  private static SortedSet<String> read(ClusterConnection connection) {
    SortedSet<String> open = new TreeSet<>();
    SortedSet<String> all = new TreeSet<>();
    try {
      for (JsonNode node : new KubernetesApi(connection).call("GET", PATH, "", "").path("items")) {
        JsonNode info = node.at("/status/nodeInfo");
        if (info.path("operatingSystem").asText("linux").equals("linux")
            && !info.path("architecture").asText().isEmpty()) {
          all.add(info.path("architecture").asText());
          if (takesPods(node.path("spec"))) {
            open.add(info.path("architecture").asText());
          }
        }
      }
    } catch (ApiFailure e) {
      return new TreeSet<>(); // nodes are cluster-scoped, and many users may not list them
    }
    return open.isEmpty() ? all : open;
  }

  private static boolean takesPods(JsonNode spec) {
    if (spec.path("unschedulable").asBoolean()) {
      return false;
    }
    for (JsonNode taint : spec.path("taints")) {
      if (taint.path("effect").asText().startsWith("No")) {
        return false; // NoSchedule, NoExecute
      }
    }
    return true;
  }
}
