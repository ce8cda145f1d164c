package io.kubeless.packaging.install;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.manifest.Yaml;
import io.kubeless.packaging.model.KubernetesObject;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of the resources of Kubeless, in the version of a controller.
 *
 * @param objects the definitions, by file name
 */
public record ResourceDefinitions(SortedMap<String, KubernetesObject> objects) {
  private static final String DIRECTORY = "io/kubeless/controller/crds";

  /** Copies the definitions. */
  public ResourceDefinitions {
    objects = new TreeMap<>(objects);
  }

  /**
   * Reads the definitions from the controller.
   *
   * @param controller its jar or its class directory
   * @throws IOException if it cannot be read, or contains no definitions
   */
  public static ResourceDefinitions read(Path controller) throws IOException {
    if (Files.isDirectory(controller)) {
      return ofDirectory(controller.resolve(DIRECTORY));
    }
    try (FileSystem jar = FileSystems.newFileSystem(controller)) {
      return ofDirectory(jar.getPath(DIRECTORY));
    }
  }

  private static ResourceDefinitions ofDirectory(Path directory) throws IOException {
    SortedMap<String, KubernetesObject> objects = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path each : list.toList()) {
        objects.put("crd-" + each.getFileName(), labelled(Yaml.read(Files.readString(each))));
      }
    }
    return new ResourceDefinitions(objects);
  }

  /**
   * Returns the definitions in place of those that were created with the former API, which did not
   * drop unknown fields. With a schema, the API server does not accept that.
   */
  ResourceDefinitions replacing() {
    SortedMap<String, KubernetesObject> replaced = new TreeMap<>();
    objects.forEach((name, each) -> replaced.put(name, replacing(each.content())));
    return new ResourceDefinitions(replaced);
  }

  private static KubernetesObject replacing(Map<String, Object> content) {
    Map<String, Object> spec = map(content.get("spec"));
    spec.put("preserveUnknownFields", false);
    Map<String, Object> replaced = new LinkedHashMap<>(content);
    replaced.put("spec", spec);
    return new KubernetesObject(replaced);
  }

  private static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> read) {
      read.forEach((name, each) -> copy.put(String.valueOf(name), each));
    }
    return copy;
  }

  /** Returns a definition with the label of what this project applies. */
  private static KubernetesObject labelled(Map<String, Object> content) {
    Map<String, Object> metadata = map(content.get("metadata"));
    metadata.put("labels", new TreeMap<>(Map.of(Names.MANAGED_BY, Names.MANAGER)));
    Map<String, Object> labelled = new LinkedHashMap<>(content);
    labelled.put("metadata", metadata);
    return new KubernetesObject(labelled);
  }

  /** Returns the names, such as {@code functions.kubeless.io}. */
  public List<String> names() {
    return all().stream().map(KubernetesObject::name).toList();
  }

  /** Returns the definitions. */
  public Collection<KubernetesObject> all() {
    return objects.values();
  }

  /** Returns the definitions as YAML, by file name. */
  public SortedMap<String, String> toYaml() {
    SortedMap<String, String> files = new TreeMap<>();
    objects.forEach((name, object) -> files.put(name, Yaml.write(object.content())));
    return files;
  }
}
