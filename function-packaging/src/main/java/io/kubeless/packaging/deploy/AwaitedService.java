package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the controller of Kubeless has created the Service of a Function. Controllers of
 * triggers fail, or ignore a trigger for good, if they see it before the Service exists.
 */
final class AwaitedService implements Step {
  private static final Duration MOST = Duration.ofMinutes(1);

  private final KubernetesApi api;
  private final String function;
  private @Nullable Instant end;

  AwaitedService(KubernetesApi api, String function) {
    this.api = api;
    this.function = function;
  }

  @Override
  public boolean advance() throws ApiFailure {
    Instant last = end == null ? api.timing().now().plus(MOST) : end;
    if (exists() || (end == null && KubelessController.on(api) == KubelessController.ABSENT)) {
      return true;
    }
    end = last;
    if (!api.timing().now().isBefore(last)) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.NO_CONTROLLER, "No Service was created for the Function %s", function)
              .at("namespace %s", api.connection().namespace())
              .because(
                  "the Kubeless controller does not seem to be running, and a trigger without a"
                      + " Service is ignored")
              .remedy(
                  "see the log of the controller, or deploy native objects: %s %s",
                  setting("target", "kubernetes"), setting("switchTarget")));
    }
    return false;
  }

  private boolean exists() throws ApiFailure {
    try {
      return api.get(ApiResource.SERVICE, function).isPresent();
    } catch (ApiFailure e) {
      if (e.status() == HttpURLConnection.HTTP_FORBIDDEN) {
        return true; // the user may not read it, so nothing can be awaited
      }
      throw e;
    }
  }
}
