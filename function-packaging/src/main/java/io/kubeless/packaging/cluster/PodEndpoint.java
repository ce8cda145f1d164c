package io.kubeless.packaging.cluster;

import io.kubeless.packaging.kubeconfig.ClusterAccess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A port of a pod, which need not be ready. The API server forwards the connection to it.
 *
 * @param pod name of the pod
 * @param port the port
 */
public record PodEndpoint(ClusterConnection connection, String pod, int port) {

  /**
   * Sends a GET request once.
   *
   * @param patience maximum time without data
   * @throws ApiFailure if the API server refuses
   * @throws IOException if there is no response
   */
  public FunctionCall.Answer get(String path, Duration patience) throws IOException, ApiFailure {
    return send(new FunctionCall("GET", path, Map.of(), new byte[0]), patience);
  }

  FunctionCall.Answer send(FunctionCall call, Duration patience) throws IOException, ApiFailure {
    URI address = URI.create("http://localhost:" + port);
    try (PodSocket socket = PodSocket.connect(connection.access(), pod, port);
        HttpTransport http = new HttpTransport(ClusterAccess.unauthenticated(address), socket)) {
      return call.send(http, patience);
    }
  }
}
