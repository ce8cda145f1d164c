package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.kubeconfig.ClusterAccess;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A call of a deployed function through the API server. It needs no address of the cluster's
 * network.
 *
 * @param method the HTTP method
 * @param path begins with a slash, and may contain a query
 * @param headers header fields of the request
 * @param body the body; empty if there is none
 */
public record FunctionCall(String method, String path, Map<String, String> headers, byte[] body) {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Pattern OF_THE_API_SERVER =
      Pattern.compile("(?i)Authorization|Impersonate-.*");
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

  /**
   * The response of a function, with any status.
   *
   * @param status the HTTP status
   * @param headers in their order; a name may occur several times
   * @param body the bytes of the body
   */
  public record Answer(int status, List<Map.Entry<String, String>> headers, byte[] body) {}

  /**
   * Sends the request once: through the Service, or to a pod if the API server would evaluate a
   * header field, and not forward it.
   *
   * @param timeout the timeout of the function
   * @throws ProblemException if the function does not respond
   */
  public Answer send(ClusterConnection connection, String function, Duration timeout) {
    if (headers.keySet().stream().anyMatch(OF_THE_API_SERVER.asMatchPredicate())) {
      return new PodCall(connection, function).send(this, timeout.plus(GRACE));
    }
    return sendToService(connection, function, timeout);
  }

  private Answer sendToService(ClusterConnection connection, String function, Duration timeout) {
    String proxy =
        ApiResource.SERVICE.path(connection.namespace(), function + ":" + Names.SERVICE_PORT)
            + "/proxy"
            + path;
    HttpAnswer answer;
    try {
      answer =
          connection
              .http()
              .send(method, proxy, headers, body.length == 0 ? null : body, timeout.plus(GRACE));
    } catch (IOException e) {
      throw connection.unreachable(e);
    }
    JsonNode content = answer.status() < 400 ? ApiJson.read("") : ApiJson.read(answer.text());
    if (isOfTheServer(answer, content)) {
      if (answer.status() == 401 || answer.status() == 403) {
        throw new ApiFailure(answer, content, method, proxy.split("\\?", 2)[0])
            .problem(Message.of("The function %s cannot be called", function), connection);
      }
      throw new ProblemException(
          Problem.of(ErrorCode.CALL_FAILED, "The function %s cannot be called", function)
              .at("%s%s", connection.server(), proxy)
              .because(Message.verbatim(content.path("message").asText()))
              .remedy(
                  "check that it is deployed and ready: kubectl get deployment %s -n %s",
                  function, connection.namespace()));
    }
    return new Answer(answer.status(), answer.headers(), answer.body());
  }

  /**
   * Sends the request once, to a server that is not behind an API server.
   *
   * @throws IOException if there is no response
   */
  public Answer send(URI server) throws IOException {
    try (HttpTransport http = new HttpTransport(ClusterAccess.unauthenticated(server))) {
      return send(http, LONGEST_TIMEOUT);
    }
  }

  /**
   * Sends the request once.
   *
   * @throws IOException if there is no response
   */
  Answer send(HttpTransport http, Duration patience) throws IOException {
    HttpAnswer answer = http.send(method, path, headers, body.length == 0 ? null : body, patience);
    return new Answer(answer.status(), answer.headers(), answer.body());
  }

  /**
   * Returns whether the API server itself has responded: its responses contain a Status with the
   * code of the response.
   */
  private static boolean isOfTheServer(HttpAnswer answer, JsonNode content) {
    return content.path("kind").asText().equals("Status")
        && content.path("apiVersion").asText().equals("v1")
        && content.path("code").asInt() == answer.status();
  }
}
