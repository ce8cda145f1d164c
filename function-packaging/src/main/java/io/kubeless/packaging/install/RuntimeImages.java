package io.kubeless.packaging.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kubeless.packaging.cluster.ApiJson;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The runtimes of inline source in the ConfigMap {@code kubeless-config}: that of this project, and
 * those that users have added.
 */
public final class RuntimeImages {
  static final String KEY = "runtime-images";
  private static final String ID = "ID";

  private RuntimeImages() {}

  /**
   * Returns the entries of a ConfigMap with one runtime.
   *
   * @param runtime the runtime as JSON
   */
  public static SortedMap<String, String> config(String runtime) {
    return new TreeMap<>(Map.of(KEY, pretty(ApiJson.MAPPER.createArrayNode().add(read(runtime)))));
  }

  /**
   * Returns the runtimes of an existing ConfigMap, with those of an installation in place of their
   * earlier ones, which have the same ID.
   *
   * @param existing a list in JSON or YAML; empty for none
   * @param own a list in JSON
   * @return absent if the existing text is not a list
   */
  static Optional<String> merged(String existing, String own) {
    JsonNode old = list(existing);
    if (!old.isArray()) {
      return Optional.empty();
    }
    ArrayNode merged = ApiJson.MAPPER.createArrayNode();
    for (JsonNode each : old) {
      if (!contains(read(own), each.path(ID).asText())) {
        merged.add(each);
      }
    }
    read(own).forEach(merged::add);
    return Optional.of(merged.equals(old) ? existing : pretty(merged));
  }

  /** Returns whether a ConfigMap contains only what installations have written. */
  static boolean isOwn(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    JsonNode runtimes = list(data.path(KEY).asText(""));
    return data.size() <= 1
        && runtimes.isArray()
        && runtimes.size() <= 1
        && runtimes.path(0).path(ID).asText("java").equals("java");
  }

  private static boolean contains(JsonNode runtimes, String id) {
    for (JsonNode each : runtimes) {
      if (each.path(ID).asText().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode list(String text) {
    try {
      Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      return content == null
          ? ApiJson.MAPPER.createArrayNode()
          : ApiJson.MAPPER.valueToTree(content);
    } catch (YAMLException e) {
      return ApiJson.read("");
    }
  }

  private static JsonNode read(String json) {
    return ApiJson.read(json);
  }

  private static String pretty(JsonNode node) {
    return node.toPrettyString() + "\n";
  }
}
