package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A revision in the history of a function, which is an immutable ConfigMap. The objects are
 * compressed JSON. They do not contain the data of the function's ConfigMap, which is immutable too
 * and exists as long as the history names it. The format is stored, and other versions of the
 * plugin read it.
 *
 * @param number the number, from 1 on
 * @param time when the deployment had succeeded
 * @param user the user of the cluster who deployed it
 * @param changes the differences from the previous revision
 * @param revision the revision; its ConfigMap has no data
 */
public record RecordedRevision(
    int number, Instant time, String user, List<ObjectChange> changes, Revision revision) {
  private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};
  private static final List<String> CONTENT = List.of("data", "binaryData");

  /** Copies the changes. */
  public RecordedRevision {
    changes = List.copyOf(changes);
  }

  /** Returns a revision without the data of its ConfigMap. */
  static Revision withoutData(Revision revision) {
    List<KubernetesObject> objects =
        read(write(revision.manifests().objects())).stream()
            .map(
                object -> {
                  Map<String, Object> content = new TreeMap<>(object.content());
                  if (ApiResource.of(object).isConfiguration()) {
                    content.keySet().removeAll(CONTENT);
                  }
                  return new KubernetesObject(content);
                })
            .toList();
    return revision.with(new Manifests(revision.function(), objects));
  }

  /** Reads a revision from its ConfigMap. */
  static RecordedRevision of(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    String function = data.path("function").asText();
    byte[] objects = Base64.getDecoder().decode(configMap.at("/binaryData/objects").asText());
    return new RecordedRevision(
        data.path("revision").asInt(),
        Instant.parse(data.path("time").asText()),
        data.path("user").asText(),
        data.path("changes").asText().lines().map(ObjectChange::parse).toList(),
        new Revision(
            function,
            new Owner(data.path("module").asText()),
            Arrays.stream(Target.values())
                .filter(each -> each.text().equals(data.path("target").asText()))
                .findFirst()
                .orElseThrow(),
            data.path("version").asText(),
            data.path("image").asText(),
            data.path("digest").asText(),
            Optional.ofNullable(data.path("overlay").textValue()),
            data.has("restores")
                ? OptionalInt.of(data.path("restores").asInt())
                : OptionalInt.empty(),
            new Manifests(function, read(objects))));
  }

  /** Returns name, tag and digest of its image, such as {@code hello:1.0@sha256:3f2c…}. */
  public String image() {
    return revision.image() + "@" + revision.digest();
  }

  /** Returns its ConfigMap. */
  KubernetesObject configMap() {
    Map<String, String> labels = Names.revisionLabels(revision.function());
    labels.put(Names.OWNER, Names.ownerLabel(revision.owner(), revision.function()));
    Map<String, String> data = new TreeMap<>();
    data.put("function", revision.function());
    data.put("module", revision.owner().name());
    data.put("revision", String.valueOf(number));
    data.put("time", time.toString());
    data.put("user", user);
    data.put("version", revision.version());
    data.put("image", revision.image());
    data.put("digest", revision.digest());
    data.put("target", revision.target().text());
    data.put("changes", String.join("\n", changes.stream().map(ObjectChange::line).toList()));
    revision.overlay().ifPresent(name -> data.put("overlay", name));
    revision.restores().ifPresent(each -> data.put("restores", String.valueOf(each)));
    Map<String, Object> content = new TreeMap<>();
    content.put("apiVersion", ApiResource.CONFIG_MAP.apiVersion());
    content.put("kind", ApiResource.CONFIG_MAP.kind());
    content.put(
        "metadata", Map.of("name", Names.revision(revision.function(), number), "labels", labels));
    content.put("immutable", true);
    content.put("data", data);
    content.put(
        "binaryData",
        Map.of(
            "objects", Base64.getEncoder().encodeToString(write(revision.manifests().objects()))));
    return new KubernetesObject(content);
  }

  /**
   * Returns the differences between two revisions without data. ConfigMaps of the former one are
   * not pruned as long as the history names them.
   */
  static List<ObjectChange> changes(Optional<Revision> former, Revision next) {
    Map<String, JsonNode> before = new TreeMap<>();
    former.ifPresent(
        each ->
            each.manifests().objects().forEach(object -> before.put(key(object), normal(object))));
    List<ObjectChange> changes = new ArrayList<>();
    for (KubernetesObject object : next.manifests().objects()) {
      JsonNode old = before.remove(key(object));
      if (!normal(object).equals(old)) {
        changes.add(
            new ObjectChange(
                object.kind(),
                object.name(),
                old == null ? ObjectChange.Action.CREATED : ObjectChange.Action.CHANGED));
      }
    }
    for (String key : before.keySet()) {
      String[] parts = key.split("/", 2);
      if (!parts[0].equals(ApiResource.CONFIG_MAP.kind())) {
        changes.add(new ObjectChange(parts[0], parts[1], ObjectChange.Action.PRUNED));
      }
    }
    return changes;
  }

  private static String key(KubernetesObject object) {
    return object.kind() + "/" + object.name();
  }

  private static JsonNode normal(KubernetesObject object) {
    return ApiJson.read(ApiJson.write(object.content()));
  }

  private static byte[] write(List<KubernetesObject> objects) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream compressed = new GZIPOutputStream(bytes)) {
      ApiJson.MAPPER.writeValue(
          compressed, objects.stream().map(KubernetesObject::content).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static List<KubernetesObject> read(byte[] bytes) {
    try (GZIPInputStream compressed = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return ApiJson.MAPPER.readValue(compressed, OBJECTS).stream()
          .map(KubernetesObject::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the revision to be applied again, with the data of its ConfigMaps.
   *
   * @param configurations the live ConfigMaps by name
   */
  Revision complete(Map<String, JsonNode> configurations) {
    List<KubernetesObject> objects =
        revision.manifests().objects().stream()
            .map(
                object ->
                    ApiResource.of(object).isConfiguration()
                        ? filled(object, configurations.get(object.name()))
                        : object)
            .toList();
    return revision.restoring(number).with(new Manifests(revision.function(), objects));
  }

  private static KubernetesObject filled(KubernetesObject object, @Nullable JsonNode live) {
    Map<String, Object> content = new TreeMap<>(object.content());
    for (String key : CONTENT) {
      if (live != null && live.has(key)) {
        content.put(key, ApiJson.MAPPER.convertValue(live.get(key), Object.class));
      }
    }
    return new KubernetesObject(content);
  }
}
