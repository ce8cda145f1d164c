package io.kubeless.packaging.install;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import java.util.List;

/**
 * The objects in a namespace that users create, without those that Kubernetes adds to each
 * namespace.
 *
 * @param connection the cluster, in this namespace
 */
record NamespaceContents(InstalledObjects installed, ClusterConnection connection) {
  private static final List<String> KINDS =
      List.of(
          "/apis/kubeless.io/v1beta1/namespaces/*/functions",
          "/apis/kubeless.io/v1beta1/namespaces/*/cronjobtriggers",
          "/apis/kubeless.io/v1beta1/namespaces/*/httptriggers",
          "/apis/kubeless.io/v1beta1/namespaces/*/kafkatriggers",
          "/apis/kubeless.io/v1beta1/namespaces/*/natstriggers",
          "/apis/apps/v1/namespaces/*/deployments",
          "/apis/apps/v1/namespaces/*/statefulsets",
          "/apis/apps/v1/namespaces/*/daemonsets",
          "/apis/batch/v1/namespaces/*/cronjobs",
          "/apis/batch/v1/namespaces/*/jobs",
          "/api/v1/namespaces/*/pods",
          "/api/v1/namespaces/*/services",
          "/api/v1/namespaces/*/secrets",
          "/api/v1/namespaces/*/persistentvolumeclaims",
          "/api/v1/namespaces/*/configmaps");

  /** Returns whether there are none. What the user may not list counts as an object. */
  boolean isEmpty() {
    for (String kind : KINDS) {
      String path = kind.replace("*", connection.namespace());
      try {
        for (JsonNode each : installed.items(path)) {
          if (!each.at("/metadata/name").asText().equals("kube-root-ca.crt")) {
            return false;
          }
        }
      } catch (ApiFailure e) {
        return false;
      }
    }
    return true;
  }
}
