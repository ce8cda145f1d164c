package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import java.util.Map;

/** Replaces the pods of a function although nothing else has changed. */
final class PodRestart {
  private static final String MANAGER = Names.MANAGER + "-restart";

  private final KubernetesApi api;
  private final String function;
  private final DeploymentLock lock;

  PodRestart(KubernetesApi api, String function, DeploymentLock lock) {
    this.api = api;
    this.function = function;
    this.lock = lock;
  }

  /** Replaces the pods of either target. The Deployment of a Function belongs to its controller. */
  void run() throws ApiFailure {
    String now = api.timing().now().toString();
    Map<String, Object> annotations = Map.of("kubeless.io/restarted-at", now);
    lock.require();
    api.merge(
        ApiResource.DEPLOYMENT,
        function,
        MANAGER,
        Map.of("spec", Map.of("template", Map.of("metadata", Map.of("annotations", annotations)))));
  }

  /**
   * Replaces the pods of an existing Deployment. One that a controller of Kubeless creates later
   * has new pods anyway.
   */
  void runIfDeployed() throws ApiFailure {
    if (api.get(ApiResource.DEPLOYMENT, function).isPresent()) {
      run();
    }
  }
}
