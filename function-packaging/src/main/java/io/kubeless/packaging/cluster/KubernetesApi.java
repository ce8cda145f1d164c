package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests to the Kubernetes API that the plugin needs, in one namespace.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-side
 *     apply</a>
 */
public final class KubernetesApi {
  private static final String DRY_RUN = "dryRun=All";
  private static final String JSON = "application/json";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ClusterConnection connection;

  /** Creates the API of the connection's namespace. */
  public KubernetesApi(ClusterConnection connection) {
    this.connection = connection;
  }

  /** Returns the connection. */
  public ClusterConnection connection() {
    return connection;
  }

  /** Returns the timing of everything that waits for this cluster. */
  public Timing timing() {
    return connection.timing();
  }

  /** Returns an object, empty if it does not exist. */
  public Optional<JsonNode> get(ApiResource resource, String name) throws ApiFailure {
    return find(resource.path(connection.namespace(), name));
  }

  /** Returns the object at a path, empty if it does not exist. */
  public Optional<JsonNode> find(String path) throws ApiFailure {
    try {
      return Optional.of(call("GET", path, "", ""));
    } catch (ApiFailure e) {
      if (e.notFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns the objects with a label; empty if the cluster does not serve their kind. */
  public List<JsonNode> list(ApiResource resource, String selector) throws ApiFailure {
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

  /** Applies an object, with its manager as the owner of all of its fields. */
  public JsonNode apply(KubernetesObject object, String manager, boolean force, boolean dryRun)
      throws ApiFailure {
    String path = ApiResource.of(object).path(connection.namespace(), object.name());
    return applyTo(path, object, manager, force, dryRun);
  }

  /** Applies an object of any kind in the same way, at its path. */
  public JsonNode applyTo(
      String path, KubernetesObject object, String manager, boolean force, boolean dryRun)
      throws ApiFailure {
    String query =
        "?fieldManager="
            + manager
            + "&fieldValidation=Strict"
            + (force ? "&force=true" : "")
            + (dryRun ? "&" + DRY_RUN : "");
    return call(
        "PATCH",
        path + query,
        "application/apply-patch+yaml",
        ApiJson.write(object.content()),
        true);
  }

  /** Creates an object, unless it is a dry run. */
  public JsonNode create(ApiResource resource, Object content, boolean dryRun) throws ApiFailure {
    String query = "?fieldManager=" + Names.MANAGER + (dryRun ? "&" + DRY_RUN : "");
    String path = resource.path(connection.namespace()) + query;
    return call("POST", path, JSON, ApiJson.write(content), dryRun);
  }

  /** Replaces an object if it still has the version that was read. */
  public JsonNode replace(ApiResource resource, String name, Object content) throws ApiFailure {
    String path = resource.path(connection.namespace(), name) + "?fieldManager=" + Names.MANAGER;
    return call("PUT", path, JSON, ApiJson.write(content));
  }

  /** Merges a patch into an object. */
  public JsonNode merge(ApiResource resource, String name, String manager, Object patch)
      throws ApiFailure {
    String path = resource.path(connection.namespace(), name) + "?fieldManager=" + manager;
    return call("PATCH", path, "application/merge-patch+json", ApiJson.write(patch));
  }

  /**
   * Deletes an object after all objects that it owns. Does nothing if it no longer exists, or
   * another object has its name.
   */
  public void delete(ApiResource resource, JsonNode object) throws ApiFailure {
    JsonNode metadata = object.path("metadata");
    deleteAt(
        resource.path(connection.namespace(), metadata.path("name").asText()),
        metadata.path("uid").asText(),
        "Foreground");
  }

  /**
   * Deletes an object that matches the preconditions, or fails with 409. Does nothing if it no
   * longer exists.
   *
   * @param preconditions uid and resourceVersion, as far as they matter
   * @param propagation the treatment of objects that it owns
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/architecture/garbage-collection/#cascading-deletion">
   *     Cascading deletion</a>
   */
  public void delete(
      ApiResource resource, String name, Map<String, String> preconditions, String propagation)
      throws ApiFailure {
    deleteAt(resource.path(connection.namespace(), name), preconditions, propagation);
  }

  /**
   * Deletes the object at a path. Does nothing if it no longer exists, or another object has its
   * name.
   *
   * @param propagation the treatment of objects that it owns
   */
  public void deleteAt(String path, String uid, String propagation) throws ApiFailure {
    try {
      deleteAt(path, Map.of("uid", uid), propagation);
    } catch (ApiFailure e) {
      if (e.status() != 409) {
        throw e;
      }
    }
  }

  private void deleteAt(String path, Map<String, String> preconditions, String propagation)
      throws ApiFailure {
    try {
      call(
          "DELETE",
          path,
          JSON,
          ApiJson.write(
              Map.of(
                  "kind",
                  "DeleteOptions",
                  "apiVersion",
                  "v1",
                  "preconditions",
                  preconditions,
                  "propagationPolicy",
                  propagation)),
          true);
    } catch (ApiFailure e) {
      if (!e.notFound()) {
        throw e;
      }
    }
  }

  /**
   * Returns the response of any path as JSON. Requests that are safe to repeat are repeated as
   * {@link RepeatedRequest} describes.
   *
   * @param type media type of the body; empty for a request without a body
   * @throws ApiFailure if the response is not a success
   */
  public JsonNode call(String method, String path, String type, String body) throws ApiFailure {
    return call(method, path, type, body, method.equals("GET"));
  }

  /** Returns the response; server-side apply and deletions may be repeated if it is lost. */
  private JsonNode call(String method, String path, String type, String body, boolean idempotent)
      throws ApiFailure {
    HttpAnswer answer = repeated(method, path, type, body, idempotent);
    JsonNode content = ApiJson.read(answer.text());
    if (answer.status() >= 300) {
      throw new ApiFailure(answer, content, method, path.split("\\?", 2)[0]);
    }
    return content;
  }

  /** Returns the response of a path as text; empty if it is not a success. */
  public String text(String path) {
    HttpAnswer answer = repeated("GET", path, "", "", true);
    return answer.status() < 300 ? answer.text() : "";
  }

  private HttpAnswer repeated(
      String method, String path, String type, String body, boolean idempotent) {
    byte[] bytes = type.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", JSON + ", */*");
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    try {
      return RepeatedRequest.send(
          timing(),
          method,
          idempotent,
          () -> connection.http().send(method, path, headers, bytes, PATIENCE));
    } catch (IOException e) {
      throw connection.unreachable(e);
    }
  }
}
