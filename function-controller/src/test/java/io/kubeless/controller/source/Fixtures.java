package io.kubeless.controller.source;

import io.kubeless.packaging.model.KubernetesObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the resources of these tests. */
public final class Fixtures {
  private static final Path DIRECTORY = Path.of("src/test/resources/source");

  private Fixtures() {}

  public static Map<String, Object> file(String name) {
    try {
      return yaml(Files.readString(DIRECTORY.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Map<String, Object> yaml(String text) {
    return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  @SuppressWarnings("unchecked") // keys of YAML maps are texts
  public static Map<String, Object> map(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
  }

  /** Returns the configuration of these tests, with other values in addition. */
  public static KubelessConfig config(Map<String, Object> other) {
    Map<String, String> data = new LinkedHashMap<>();
    file("kubeless-config.yaml").forEach((key, value) -> data.put(key, "" + value));
    other.forEach((key, value) -> data.put(key, "" + value));
    return KubelessConfig.of(data);
  }

  /** Returns a resource with the name hello, unless the content has another. */
  public static KubernetesObject function(Map<String, Object> content) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "hello");
    metadata.put("namespace", "default");
    metadata.putAll(map(content.get("metadata")));
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("apiVersion", "kubeless.io/v1beta1");
    resource.put("kind", "Function");
    resource.put("metadata", metadata);
    resource.put("spec", map(content.get("spec")));
    return new KubernetesObject(resource);
  }

  /** Returns a resource with a specification in YAML. */
  public static KubernetesObject function(String spec) {
    return function(Map.of("spec", yaml(spec)));
  }

  /** Returns the object of a kind, with all its fields as a text that can be searched. */
  public static Map<String, Object> rendered(Rendered rendered, String kind) {
    return rendered.objects().stream()
        .filter(each -> each.kind().equals(kind))
        .findFirst()
        .orElseThrow()
        .content();
  }
}
