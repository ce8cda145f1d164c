package io.kubeless.packaging.cluster;

import io.fabric8.kubernetes.client.http.HttpResponse;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Map;

/** Calls a deployed function through the API server, where no address of the cluster is needed. */
public final class FunctionCall {
  private FunctionCall() {}

  /**
   * What the function answered.
   *
   * @param status of HTTP
   * @param body as it came
   */
  public record Answer(int status, byte[] body) {}

  /**
   * Sends one request.
   *
   * @param path begins with a slash
   * @param contentType empty when there is no body
   * @throws ProblemException when the request does not reach the function
   */
  public static Answer send(
      Connection connection,
      String function,
      String path,
      String contentType,
      byte[] body,
      Map<String, String> headers) {
    String proxy =
        ApiResource.SERVICE.path(connection.namespace(), function + ":" + Names.SERVICE_PORT)
            + "/proxy"
            + path;
    HttpResponse<byte[]> response =
        new KubernetesApi(connection)
            .send(contentType.isEmpty() ? "GET" : "POST", proxy, contentType, body, headers);
    byte[] answer = response.body() == null ? new byte[0] : response.body();
    String text = new String(answer, java.nio.charset.StandardCharsets.UTF_8);
    if (text.startsWith("{\"kind\":\"Status\"")) {
      throw new ProblemException(
          Problem.around(
              418,
              "The function " + function + " cannot be called",
              connection.server() + proxy,
              Json.read(text).path("message").asText(),
              "check that it is deployed and ready: kubectl get deployment "
                  + function
                  + " -n "
                  + connection.namespace()));
    }
    return new Answer(response.code(), answer);
  }
}
