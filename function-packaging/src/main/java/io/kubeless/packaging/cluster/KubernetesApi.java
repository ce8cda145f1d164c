package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.kubeless.packaging.manifest.KubernetesObject;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The few calls of the Kubernetes API that the plugin makes, in one namespace.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-side
 *     apply</a>
 */
final class KubernetesApi {
  private static final String DRY_RUN = "dryRun=All";
  private static final String JSON = "application/json";
  private static final int PATIENCE_SECONDS = 30;

  private final Connection connection;

  KubernetesApi(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** Returns an object, or empty when there is none. */
  Optional<JsonNode> get(ApiResource resource, String name) throws ApiFailure {
    try {
      return Optional.of(call("GET", resource.path(connection.namespace(), name), "", ""));
    } catch (ApiFailure e) {
      if (e.notFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns the objects with a label; none when the cluster does not serve their kind. */
  List<JsonNode> list(ApiResource resource, String selector) throws ApiFailure {
    String path =
        resource.path(connection.namespace())
            + "?labelSelector="
            + URLEncoder.encode(selector, StandardCharsets.UTF_8);
    List<JsonNode> items = new ArrayList<>();
    try {
      call("GET", path, "", "").path("items").forEach(items::add);
    } catch (ApiFailure e) {
      if (!e.notFound()) {
        throw e;
      }
    }
    return items;
  }

  /** Applies an object as the owner of all of its fields. */
  JsonNode apply(KubernetesObject object, String manager, boolean force, boolean dryRun)
      throws ApiFailure {
    String path = ApiResource.of(object.kind()).path(connection.namespace(), object.name());
    String query =
        "?fieldManager="
            + manager
            + "&fieldValidation=Strict"
            + (force ? "&force=true" : "")
            + (dryRun ? "&" + DRY_RUN : "");
    return call(
        "PATCH", path + query, "application/apply-patch+yaml", Json.write(object.content()));
  }

  /** Creates an object unless it is only tried. */
  JsonNode create(ApiResource resource, Object content, boolean dryRun) throws ApiFailure {
    String query = "?fieldManager=" + Names.MANAGER + (dryRun ? "&" + DRY_RUN : "");
    return call("POST", resource.path(connection.namespace()) + query, JSON, Json.write(content));
  }

  /** Replaces an object if it is still the version that was read. */
  JsonNode replace(ApiResource resource, String name, Object content) throws ApiFailure {
    String path = resource.path(connection.namespace(), name) + "?fieldManager=" + Names.MANAGER;
    return call("PUT", path, JSON, Json.write(content));
  }

  /** Merges a patch into an object. */
  JsonNode merge(ApiResource resource, String name, String manager, Object patch)
      throws ApiFailure {
    String path = resource.path(connection.namespace(), name) + "?fieldManager=" + manager;
    return call("PATCH", path, "application/merge-patch+json", Json.write(patch));
  }

  /** Deletes an object and, before it is gone, everything it owns. */
  void delete(ApiResource resource, String name) throws ApiFailure {
    try {
      call(
          "DELETE",
          resource.path(connection.namespace(), name),
          JSON,
          Json.write(
              Map.of(
                  "kind", "DeleteOptions", "apiVersion", "v1", "propagationPolicy", "Foreground")));
    } catch (ApiFailure e) {
      if (!e.notFound()) {
        throw e;
      }
    }
  }

  /** Returns any path's answer as JSON. */
  JsonNode call(String method, String path, String type, String body) throws ApiFailure {
    HttpResponse<byte[]> response =
        send(method, path, type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    JsonNode answer = Json.read(text(response));
    if (response.code() >= 300) {
      throw new ApiFailure(response.code(), answer, method, path.split("\\?", 2)[0]);
    }
    return answer;
  }

  /** Returns a path's answer as text; empty when it is no success. */
  String text(String path) {
    HttpResponse<byte[]> response = send("GET", path, "", new byte[0], Map.of());
    return response.code() < 300 ? text(response) : "";
  }

  private static String text(HttpResponse<byte[]> response) {
    return response.body() == null ? "" : new String(response.body(), StandardCharsets.UTF_8);
  }

  /** Sends a request with headers of its own. */
  HttpResponse<byte[]> send(
      String method, String path, String type, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        connection.http().newHttpRequestBuilder().uri(connection.server() + path);
    if (type.isEmpty()) {
      request.method(method, null, (String) null);
    } else {
      request.method(method, type, new ByteArrayInputStream(body), body.length);
    }
    headers.forEach(request::setHeader);
    request.timeout(PATIENCE_SECONDS * 10L, TimeUnit.SECONDS);
    try {
      return connection
          .http()
          .sendAsync(request.build(), byte[].class)
          .get(PATIENCE_SECONDS * 10L, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    } catch (ExecutionException e) {
      throw unreachable(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(e);
    }
  }

  private ProblemException unreachable(Throwable cause) {
    return new ProblemException(
        Problem.around(
            106,
            "The cluster cannot be reached",
            connection.server() + " (context " + connection.context() + ")",
            NetworkFailure.why(cause),
            "check with: kubectl --context " + connection.context() + " version"),
        cause);
  }
}
