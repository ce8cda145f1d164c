package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The few system files that the C library reads: users, groups, name resolution and the locale of
 * the image.
 */
final class SystemFiles {
  private static final Map<String, String> CONTENT =
      Map.of(
          "/etc/passwd",
          "root:x:0:0:root:/root:/sbin/nologin\nfunction:x:1000:1000:function:/function:/sbin/nologin\n",
          "/etc/group",
          "root:x:0:\nfunction:x:1000:\n",
          "/etc/nsswitch.conf",
          "hosts: files dns\n");

  private static final Path LOCALE = Path.of("/usr/lib/locale/C.utf8");

  private SystemFiles() {}

  /** Writes the files to a directory, and returns all of them by their path in the image. */
  static SortedMap<String, Path> in(Path directory) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    Files.createDirectories(directory);
    for (Map.Entry<String, String> entry : CONTENT.entrySet()) {
      Path file = directory.resolve(entry.getKey().substring(5));
      if (!Files.exists(file)) {
        // Another build may read the file as soon as it exists.
        Path written = Files.createTempFile(directory, "writing-", "");
        Files.writeString(written, entry.getValue());
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
      }
      files.put(entry.getKey(), file);
    }
    if (Files.isDirectory(LOCALE)) { // musl has a built-in one
      try (Stream<Path> walk = Files.walk(LOCALE)) {
        walk.filter(Files::isRegularFile).forEach(file -> files.put(file.toString(), file));
      }
    }
    return files;
  }
}
