package io.kubeless.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a mounted ConfigMap or Secret. The kubelet writes each version into a new directory,
 * and replaces the link {@code ..data} to it in one step, before it removes the old directory.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod">Secrets
 *     as files</a>
 */
final class MountedFiles {
  private static final String CURRENT = "..data";
  private static final int ATTEMPTS = 100;

  private MountedFiles() {}

  /**
   * Returns the files of one version by name, empty if the directory is missing.
   *
   * @throws IOException if a file cannot be read, or the version changed during each attempt
   */
  static Map<String, byte[]> read(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Map.of();
    }
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        Path version = version(directory);
        Map<String, byte[]> files = files(version);
        if (version.equals(version(directory))) {
          return files;
        }
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
    throw new IOException(directory + " changed while it was read");
  }

  /** Returns the directory of the current files; without a link, the directory itself. */
  private static Path version(Path directory) throws IOException {
    Path current = directory.resolve(CURRENT);
    return Files.isSymbolicLink(current) ? current.toRealPath() : directory;
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        String name = String.valueOf(file.getFileName());
        if (isKey(name) && !Files.isDirectory(file)) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /**
   * Returns whether a text may be a key: letters, digits, dots, dashes and underscores. Names that
   * begin with two dots belong to the kubelet.
   */
  static boolean isKey(String name) {
    return name.matches("[-._a-zA-Z0-9]+") && !name.startsWith("..") && !name.equals(".");
  }
}
