package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A directory that has the files of a map, as a mounted ConfigMap has. */
final class LocalFiles {
  private LocalFiles() {}

  /** Makes the directory, and removes every file that the map does not have. */
  static void replace(Path directory, Map<String, byte[]> files) throws IOException {
    Files.createDirectories(directory);
    List<Path> present;
    try (Stream<Path> all = Files.list(directory)) {
      present = all.toList();
    }
    for (Path each : present) {
      if (!files.containsKey(String.valueOf(each.getFileName()))) {
        Files.delete(each);
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }
}
