package io.kubeless.packaging.install;

import io.kubeless.packaging.manifest.ControllerObjects;
import io.kubeless.packaging.manifest.HelmChart;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.model.StableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects of an installation as files, in two forms that are each complete: manifests in the
 * directory {@code kubernetes}, and a chart in the directory {@code helm}.
 */
public final class InstallationFiles {
  private InstallationFiles() {}

  /** Writes the files, and deletes YAML files of objects that no longer exist. */
  public static void write(
      Path directory, Installation installation, ResourceDefinitions definitions)
      throws IOException {
    for (Map.Entry<String, SortedMap<String, String>> each :
        Map.of(
                "kubernetes", manifests(installation, definitions),
                "helm", HelmChart.of(installation, definitions.toYaml()))
            .entrySet()) {
      write(directory.resolve(each.getKey()), each.getValue());
    }
  }

  /** Returns the manifests, by file name. */
  static SortedMap<String, String> manifests(
      Installation installation, ResourceDefinitions definitions) {
    SortedMap<String, String> files = new TreeMap<>(definitions.toYaml());
    files.putAll(ControllerObjects.toYaml(installation));
    return files;
  }

  private static void write(Path directory, SortedMap<String, String> files) throws IOException {
    Files.createDirectories(directory);
    for (Path old : yaml(directory)) {
      if (!files.containsKey(directory.relativize(old).toString())) {
        Files.delete(old);
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      StableFile.write(path, file.getValue());
    }
  }

  private static List<Path> yaml(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }
}
