package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The objects of {@link FakeApiServer} by path, with versions, field owners and finalizers. */
public final class ObjectStore {

  /** A status and a body, which is a copy, because other requests change the objects. */
  public record Answer(int status, JsonNode body) {}

  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final TreeSet<String> unserved = new TreeSet<>();
  private final List<Consumer<ObjectNode>> controllers = new ArrayList<>();
  private long version = 100;

  /**
   * Responds with 404 for a kind from now on, like a cluster without its CustomResourceDefinition.
   */
  public synchronized void unserve(String plural) {
    unserved.add(plural);
  }

  /** Passes each object to a controller after it was written. */
  public synchronized void controller(Consumer<ObjectNode> controller) {
    controllers.add(controller);
  }

  /** Returns an object of the namespace {@code team}. */
  public synchronized Optional<ObjectNode> find(ApiResource resource, String name) {
    return Optional.ofNullable(objects.get(resource.path("team", name))).map(ObjectNode::deepCopy);
  }

  /** Returns {@code kind/name} of all objects. */
  public synchronized List<String> names() {
    return objects.values().stream()
        .map(each -> each.path("kind").asText() + "/" + name(each))
        .sorted()
        .toList();
  }

  /** Writes an object as another client. */
  public synchronized ObjectNode write(
      ApiResource resource, String name, Object content, String manager) {
    String path = resource.path("team", name);
    ObjectNode wanted = ApiJson.node(content);
    wanted.put("apiVersion", resource.apiVersion());
    wanted.put("kind", resource.kind());
    wanted.withObject("/metadata").put("name", name);
    ObjectNode live = objects.get(path);
    ObjectNode result = live == null ? stored(wanted) : live.deepCopy();
    if (live != null) {
      mergeInto(result, wanted);
    }
    return save(path, live, result, manager);
  }

  /** Removes an object as the garbage collector does. */
  public synchronized void remove(ApiResource resource, String name) {
    objects.remove(resource.path("team", name));
  }

  public synchronized Answer get(String path, String selector) {
    if (path.matches("/api/v1/namespaces/[^/]+") || path.equals("/version")) {
      return new Answer(200, ApiJson.MAPPER.createObjectNode());
    }
    if (objects.containsKey(path)) {
      return new Answer(200, objects.get(path).deepCopy());
    }
    boolean list = !path.matches(".*/namespaces/[^/]+/[^/]+/.*");
    if (!list || unserved(path)) {
      return missing(path);
    }
    ObjectNode answer = ApiJson.MAPPER.createObjectNode();
    ArrayNode items = answer.putArray("items");
    for (Map.Entry<String, ObjectNode> each : objects.entrySet()) {
      String parent = each.getKey().substring(0, each.getKey().lastIndexOf('/'));
      boolean requested =
          parent.equals(path) || parent.replaceFirst("/namespaces/[^/]+", "").equals(path);
      if (requested && selects(selector, each.getValue().path("metadata").path("labels"))) {
        items.add(each.getValue().deepCopy());
      }
    }
    return new Answer(200, answer);
  }

  private static boolean selects(String selector, JsonNode labels) {
    for (String term : selector.isEmpty() ? new String[0] : selector.split(",")) {
      String[] parts = term.split("=", 2);
      if (!labels.path(parts[0]).asText().equals(parts[1])) {
        return false;
      }
    }
    return true;
  }

  private boolean unserved(String path) {
    return unserved.stream().anyMatch(plural -> path.matches(".*/" + plural + "(/.*)?"));
  }

  public synchronized Answer create(
      String parent, ObjectNode body, String manager, boolean dryRun) {
    String path = parent + "/" + name(body);
    if (unserved(path)) {
      return missing(path);
    }
    if (objects.containsKey(path)) {
      return failure(409, "AlreadyExists: " + name(body) + " already exists");
    }
    ObjectNode result = stored(body);
    return new Answer(201, dryRun ? result : save(path, null, result, manager));
  }

  public synchronized Answer replace(String path, ObjectNode body, String manager) {
    ObjectNode live = objects.get(path);
    if (live == null) {
      return missing(path);
    }
    String expected = body.path("metadata").path("resourceVersion").asText();
    if (!expected.isEmpty() && !expected.equals(version(live))) {
      return modified(live);
    }
    ObjectNode result = stored(body);
    ((ObjectNode) result.path("metadata")).set("uid", live.path("metadata").path("uid"));
    ((ObjectNode) result.path("metadata"))
        .set("managedFields", live.path("metadata").path("managedFields"));
    return new Answer(200, save(path, live, result, manager));
  }

  public synchronized Answer merge(String path, ObjectNode patch, String manager) {
    ObjectNode live = objects.get(path);
    if (live == null) {
      return missing(path);
    }
    String expected = patch.path("metadata").path("resourceVersion").asText();
    if (!expected.isEmpty() && !expected.equals(version(live))) {
      return modified(live);
    }
    ObjectNode result = live.deepCopy();
    mergeInto(result, patch);
    return new Answer(200, save(path, live, result, manager));
  }

  public synchronized Answer apply(
      String path, ObjectNode body, String manager, boolean force, boolean dryRun) {
    if (unserved(path)) {
      return new Answer(404, ApiJson.MAPPER.missingNode());
    }
    ObjectNode live = objects.get(path);
    FieldOwners owners = FieldOwners.of(live);
    List<FieldOwners.Conflict> conflicts =
        live == null ? List.of() : owners.conflicts(live, body, manager);
    if (!conflicts.isEmpty() && !force) {
      ObjectNode status = status(409, "Apply failed with " + conflicts.size() + " conflicts");
      ArrayNode causes = status.withObject("/details").putArray("causes");
      for (FieldOwners.Conflict conflict : conflicts) {
        causes
            .addObject()
            .put("reason", "FieldManagerConflict")
            .put("message", conflict.message())
            .put("field", conflict.field());
      }
      return new Answer(409, status);
    }
    ObjectNode result =
        owners.applied(live == null ? stored(body) : live.deepCopy(), body, manager);
    if (live != null && result.equals(live)) {
      return new Answer(200, live.deepCopy());
    }
    return new Answer(live == null ? 201 : 200, dryRun ? result : finish(path, live, result));
  }

  public synchronized Answer delete(String path, ObjectNode options) {
    ObjectNode live = objects.get(path);
    if (live == null) {
      return missing(path);
    }
    JsonNode preconditions = options.path("preconditions");
    for (String field : List.of("uid", "resourceVersion")) {
      String expected = preconditions.path(field).asText();
      if (!expected.isEmpty() && !expected.equals(live.path("metadata").path(field).asText())) {
        return failure(409, "Precondition failed: " + field + " in precondition: " + expected);
      }
    }
    if (live.path("metadata").path("finalizers").isEmpty()) {
      objects.remove(path);
    } else {
      ObjectNode result = live.deepCopy();
      ((ObjectNode) result.path("metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");
      finish(path, live, result);
    }
    return new Answer(200, status(200, "deleted"));
  }

  private ObjectNode stored(ObjectNode body) {
    ObjectNode result = body.deepCopy();
    ObjectNode metadata = result.withObject("/metadata");
    metadata.put("uid", "uid-" + ++version);
    metadata.put("generation", 1);
    return result;
  }

  private ObjectNode save(String path, ObjectNode live, ObjectNode result, String manager) {
    boolean given =
        live == null
            || !live.path("metadata")
                .path("managedFields")
                .equals(result.path("metadata").path("managedFields"));
    FieldOwners owners = FieldOwners.of(live == null || given ? result : live);
    owners.updated(live == null ? ApiJson.MAPPER.createObjectNode() : live, result, manager);
    owners.writeTo(result);
    return finish(path, live, result);
  }

  private ObjectNode finish(String path, ObjectNode live, ObjectNode result) {
    ObjectNode metadata = (ObjectNode) result.path("metadata");
    metadata.put("resourceVersion", String.valueOf(++version));
    if (live != null && !live.path("spec").equals(result.path("spec"))) {
      metadata.put("generation", live.path("metadata").path("generation").asLong() + 1);
    }
    if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      objects.remove(path);
    } else {
      objects.put(path, result);
    }
    for (Consumer<ObjectNode> controller : List.copyOf(controllers)) {
      controller.accept(result.deepCopy());
    }
    return objects.getOrDefault(path, result).deepCopy();
  }

  /** Sets the status as a controller does, without a new generation. */
  public synchronized void status(ApiResource resource, String name, Object status) {
    String path = resource.path("team", name);
    ObjectNode live = objects.get(path);
    if (live != null) {
      live.set("status", ApiJson.node(status));
      ((ObjectNode) live.path("metadata")).put("resourceVersion", String.valueOf(++version));
    }
  }

  private static void mergeInto(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                target.remove(field.getKey());
              } else if (field.getValue().isObject() && target.path(field.getKey()).isObject()) {
                mergeInto((ObjectNode) target.path(field.getKey()), field.getValue());
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static String version(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asText();
  }

  private static Answer missing(String path) {
    return failure(404, path + " not found");
  }

  private static Answer modified(JsonNode live) {
    return failure(
        409,
        "Operation cannot be fulfilled on "
            + name(live)
            + ": the object has been modified; please apply your changes to the latest version");
  }

  private static Answer failure(int code, String message) {
    return new Answer(code, status(code, message));
  }

  public static ObjectNode status(int code, String message) {
    return ApiJson.MAPPER
        .createObjectNode()
        .put("kind", "Status")
        .put("status", code < 300 ? "Success" : "Failure")
        .put("message", message)
        .put("code", code);
  }
}
