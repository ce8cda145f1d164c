package io.kubeless.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The configuration and the Secrets of a function, as files that only the user can read. */
record MountedDirectory(Path root) implements AutoCloseable {

  static MountedDirectory of(Contexts context) {
    try {
      MountedDirectory mounted =
          new MountedDirectory(Files.createTempDirectory("function-" + context.functionName()));
      write(mounted.config(), context.configuration());
      for (Map.Entry<String, Map<String, byte[]>> secret : context.secrets().entrySet()) {
        write(mounted.secrets().resolve(secret.getKey()), secret.getValue());
      }
      return mounted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path directory, Map<String, byte[]> entries) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      Files.write(directory.resolve(entry.getKey()), entry.getValue());
    }
  }

  Path config() {
    return root.resolve("config");
  }

  Path secrets() {
    return root.resolve("secrets");
  }

  @Override
  public void close() {
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
