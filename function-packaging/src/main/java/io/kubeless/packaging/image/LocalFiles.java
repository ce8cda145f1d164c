package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the files of a map to a directory, as in a mounted ConfigMap. */
final class LocalFiles {
  private LocalFiles() {}

  /** Creates the directory, and removes all files that the map does not contain. */
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
