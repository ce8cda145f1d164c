package io.kubeless.packaging.rollout;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Waits until all pods of the controller are ready, or until it is certain that one will not become
 * ready.
 */
public final class ControllerRollout {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String SELECTOR = "app.kubernetes.io/name=" + Installation.NAME;

  private final KubernetesApi api;
  private final String image;
  private final Duration patience;
  private final Consumer<String> log;
  private final PodDiagnosis diagnosis;
  private Message lastState = Message.empty();

  /**
   * Creates the rollout, without sending a request.
   *
   * @param patience maximum time
   * @param log receives what the pods are waiting for, whenever it changes
   */
  public ControllerRollout(
      KubernetesApi api, Installation installation, Duration patience, Consumer<String> log) {
    this.api = api;
    this.image = installation.image().reference();
    this.patience = patience;
    this.log = log;
    this.diagnosis = new PodDiagnosis(api, Installation.NAME, image);
  }

  /**
   * Waits.
   *
   * @return ready and wanted pods, such as {@code 2/2}
   * @throws ProblemException if they are not ready in time, or will never be
   */
  public String await() {
    Instant end = api.timing().now().plus(patience);
    try {
      while (true) {
        Optional<JsonNode> deployment = api.get(ApiResource.DEPLOYMENT, Installation.NAME);
        if (deployment.filter(ControllerRollout::complete).isPresent()) {
          int wanted = wanted(deployment.get());
          return wanted + "/" + wanted;
        }
        observe();
        if (api.timing().now().isAfter(end)) {
          throw new ProblemException(
              problem(
                  lastState.isEmpty() ? Message.of("the rollout is not complete") : lastState,
                  Message.of(
                      "kubectl describe pods -n %s -l %s, or wait longer: %s",
                      api.connection().namespace(), SELECTOR, setting("wait", "600"))));
        }
        api.timing().sleep(PAUSE);
      }
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The controller cannot be observed"), api.connection());
    }
  }

  private static int wanted(JsonNode deployment) {
    return deployment.at("/spec/replicas").asInt(1);
  }

  private static boolean complete(JsonNode deployment) {
    JsonNode status = deployment.path("status");
    int wanted = wanted(deployment);
    return status.path("observedGeneration").asLong()
            >= deployment.at("/metadata/generation").asLong()
        && status.path("updatedReplicas").asInt() == wanted
        && status.path("availableReplicas").asInt() == wanted
        && status.path("replicas").asInt() == wanted;
  }

  private void observe() throws ApiFailure {
    Message state = Message.empty();
    for (JsonNode pod : pods()) {
      Optional<Problem> found = diagnosis.of(pod);
      if (found.isPresent()) {
        throw new ProblemException(problem(found.get().why(), found.get().remedy()));
      }
      Message own = PodDiagnosis.state(pod);
      state = own.isEmpty() ? state : own;
    }
    if (!state.equals(lastState) && !state.isEmpty()) {
      log.accept("waiting   " + state);
    }
    lastState = state;
  }

  /** Returns the pods with the image of this installation. */
  private List<JsonNode> pods() throws ApiFailure {
    List<JsonNode> pods = new ArrayList<>();
    for (JsonNode pod : api.list(ApiResource.POD, SELECTOR)) {
      if (pod.at("/spec/containers/0/image").asText().equals(image)) {
        pods.add(pod);
      }
    }
    return pods;
  }

  private Problem problem(Message why, Message remedy) {
    return Problem.of(ErrorCode.CONTROLLER_NOT_READY, "The controller is not ready")
        .at(
            "Deployment/%s in %s of %s",
            Installation.NAME, api.connection().namespace(), api.connection().server())
        .because(why)
        .remedy(remedy);
  }
}
