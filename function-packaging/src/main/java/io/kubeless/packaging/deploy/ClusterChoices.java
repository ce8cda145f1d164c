package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.util.function.Consumer;

/**
 * What depends on the cluster: the routes of HTTP triggers with {@code route: auto}, and the
 * autoscaler with {@code by: auto}.
 *
 * @param log receives one line for each choice
 */
record ClusterChoices(KubernetesApi api, Consumer<String> log) {

  /** Returns a function without {@code auto}. On target {@code kubeless}, it stays the same. */
  Function resolve(Function function, Target target) throws ApiFailure {
    return target == Target.KUBELESS
        ? function
        : new ScalerChoice(api, log).resolve(new RouteChoice(api, log).resolve(function));
  }
}
