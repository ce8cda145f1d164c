package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedSet;
import java.util.TreeSet;

/** The nodes that pods can be scheduled to. */
public final class Nodes {
  // Clusters have few architectures; those of many nodes are known from the first of them.
  private static final String PATH = "/api/v1/nodes?limit=500";

  private Nodes() {}

  /**
   * Returns the architectures of the Linux nodes, in the words of OCI; empty when the user may not
   * list nodes. Nodes that take no pods without a toleration count only if there are no others.
   */
  public static SortedSet<String> architectures(Connection connection) {
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
      return new TreeSet<>(); // nodes are the cluster's, and many users may not see them
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
