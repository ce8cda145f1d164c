package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;

/** Whether a controller of Kubeless is running in the cluster. */
enum KubelessController {
  RUNNING,
  ABSENT,
  /** The user may not list pods of other namespaces. */
  UNKNOWN;

  private static final String PODS = "/api/v1/pods?labelSelector=kubeless%3Dcontroller";

  static KubelessController on(KubernetesApi api) {
    try {
      return api.call("GET", PODS, "", "").path("items").isEmpty() ? ABSENT : RUNNING;
    } catch (ApiFailure e) {
      return UNKNOWN;
    }
  }
}
