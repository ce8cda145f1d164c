package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares whole outputs with files. With {@code -Dgolden.write}, the files are written instead, so
 * that their differences can be reviewed.
 */
public final class GoldenFiles {
  private static final Path ROOT = Path.of("src/test/resources/golden");

  private GoldenFiles() {}

  /** Returns the directory of a case. */
  public static Path directory(String name) {
    return ROOT.resolve(name);
  }

  /** Compares files, by name, with the files of a directory, byte by byte. */
  public static void check(String name, Map<String, String> actual) throws IOException {
    Path directory = directory(name);
    if (System.getProperty("golden.write") != null) {
      write(directory, actual);
    }
    assertThat(read(directory)).isEqualTo(new TreeMap<>(actual));
  }

  /** Compares a text with a file. */
  public static void check(Path file, String actual) throws IOException {
    if (System.getProperty("golden.write") != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }

  private static SortedMap<String, String> read(Path directory) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> list = Files.list(directory)) {
        for (Path file : list.filter(Files::isRegularFile).toList()) {
          files.put(String.valueOf(file.getFileName()), Files.readString(file));
        }
      }
    }
    return files;
  }

  private static void write(Path directory, Map<String, String> files) throws IOException {
    Files.createDirectories(directory);
    for (String old : read(directory).keySet()) {
      Files.delete(directory.resolve(old));
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }
}
