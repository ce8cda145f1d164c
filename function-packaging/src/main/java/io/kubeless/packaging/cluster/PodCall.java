package io.kubeless.packaging.cluster;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A call of a pod of a function, through a connection that the API server only forwards. */
record PodCall(ClusterConnection connection, String function) {
  /**
   * Sends a request once, to a pod that is ready.
   *
   * @throws ProblemException if there is no response
   */
  FunctionCall.Answer send(FunctionCall call, Duration patience) {
    try {
      String pod = pod().orElseThrow(this::notReady);
      return new PodEndpoint(connection, pod, Names.SERVICE_PORT).send(call, patience);
    } catch (ApiFailure e) {
      if (e.status() == 401 || e.status() == 403) {
        throw e.problem(Message.of("The function %s cannot be called", function), connection);
      }
      throw new ProblemException(failed(Message.verbatim(e.message())), e);
    } catch (IOException e) {
      throw new ProblemException(failed(NetworkFailure.why(e)), e);
    }
  }

  private Optional<String> pod() throws ApiFailure {
    return new KubernetesApi(connection)
        .list(ApiResource.POD, Names.podSelector(function)).stream()
            .filter(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode())
            .filter(PodCall::isReady)
            .map(pod -> pod.at("/metadata/name").asText())
            .findFirst();
  }

  private static boolean isReady(JsonNode pod) {
    return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
        .anyMatch(
            each ->
                each.path("type").asText().equals("Ready")
                    && each.path("status").asText().equals("True"));
  }

  private ProblemException notReady() {
    return new ProblemException(
        problem(Message.of("no pod of it is ready"))
            .remedy(
                "check that it is deployed and ready: kubectl get deployment %s -n %s",
                function, connection.namespace()));
  }

  private Problem failed(Message why) {
    return problem(why)
        .remedy(
            "kubectl --context %s port-forward service/%s 8080 -n %s, and call it with %s",
            connection.context(), function, connection.namespace(), setting("local"));
  }

  private Problem problem(Message why) {
    return Problem.of(ErrorCode.CALL_FAILED, "The function %s cannot be called", function)
        .at("%s, port %s of a pod", connection.server(), Names.SERVICE_PORT)
        .because(why);
  }
}
