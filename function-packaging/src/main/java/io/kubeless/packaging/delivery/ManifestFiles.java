package io.kubeless.packaging.delivery;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.StableFile;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Writes the manifests of a function to a directory for each target, with a file for each object.
 */
public final class ManifestFiles {
  private ManifestFiles() {}

  /** Renders and writes both targets, and deletes the files of objects that no longer exist. */
  public static Map<Target, Manifests> write(
      Path output, Function function, ConfiguredFunction configured) throws IOException {
    Map<Target, Manifests> rendered = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      Path directory = output.resolve(function.name()).resolve(target.text());
      Manifests manifests = Manifests.of(function, target, configured.fragments());
      rendered.put(target, manifests);
      SortedMap<String, String> files = manifests.toYaml();
      Files.createDirectories(directory);
      for (Path old : yaml(directory)) {
        if (!files.containsKey(String.valueOf(old.getFileName()))) {
          Files.delete(old);
        }
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        StableFile.write(directory.resolve(file.getKey()), file.getValue());
      }
    }
    return rendered;
  }

  private static List<Path> yaml(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }
}
