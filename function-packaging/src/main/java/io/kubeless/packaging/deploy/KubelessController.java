package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;

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

  /**
   * Checks that a controller will run a Function.
   *
   * @throws ProblemException if no controller is running
   */
  static void require(KubernetesApi api) {
    if (on(api) == ABSENT) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.NO_CONTROLLER, "The Kubeless controller is not running on this cluster")
              .at("%s (context %s)", api.connection().server(), api.connection().context())
              .because(
                  "no pod has the label kubeless=controller, so nothing would run the function")
              .remedy(
                  "install the controller: %s, or use %s",
                  goals("install"), setting("target", "kubernetes")));
    }
  }
}
