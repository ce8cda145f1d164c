package io.kubeless.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Creates copies of projects, which tests may change. */
final class Projects {
  static final Path ROOT =
      Path.of(System.getProperty("it.root", "..")).toAbsolutePath().normalize();
  private static final Path WORK = Path.of(System.getProperty("it.work", "target/work"));

  private Projects() {}

  /** Returns a copy of an example. */
  static Path example(String name, String test) throws IOException {
    return copy(ROOT.resolve("examples").resolve(name), test);
  }

  /** Returns a copy of a project under {@code it/projects}. */
  static Path project(String name, String test) throws IOException {
    return copy(ROOT.resolve("it/projects").resolve(name), test);
  }

  static Path copy(Path from, String test) throws IOException {
    Path to = WORK.resolve(test);
    delete(to);
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.filter(each -> !from.relativize(each).startsWith("target")).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (file.getFileName().toString().equals("target")) {
          continue;
        }
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.toString().contains("/target/")) {
          Files.createDirectories(target.getParent());
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return to;
  }

  /** Adds the Maven wrapper that the archetype writes. */
  static void wrapper(Path project) throws IOException {
    Path from = ROOT.resolve("archetype/src/main/resources/archetype-resources");
    Path wrapper = Path.of(".mvn/wrapper/maven-wrapper.properties");
    Files.createDirectories(project.resolve(wrapper).getParent());
    for (Path each : new Path[] {Path.of("mvnw"), wrapper}) {
      Files.copy(
          from.resolve(each),
          project.resolve(each),
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Returns an empty directory. */
  static Path empty(String test) throws IOException {
    Path directory = WORK.resolve(test).toAbsolutePath();
    delete(directory);
    return Files.createDirectories(directory);
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> walk = Files.walk(directory)) {
        for (Path each : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Writes a file of a project. */
  static void write(Path project, String file, String content) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  /** Replaces a text in a file, which must contain it. */
  static void edit(Path project, String file, String text, String other) throws IOException {
    Path path = project.resolve(file);
    String content = Files.readString(path);
    if (!content.contains(text)) {
      throw new AssertionError(file + " does not contain " + text + ":\n" + content);
    }
    Files.writeString(path, content.replace(text, other));
  }

  /**
   * Inserts a text after the first match of a pattern in a file, independent of the indentation.
   */
  static void insertAfter(Path project, String file, String pattern, String text)
      throws IOException {
    replace(project, file, "(" + pattern + ")", "$1" + Matcher.quoteReplacement(text));
  }

  /** Replaces the first match of a pattern in a file, which must contain one. */
  static void replace(Path project, String file, String pattern, String other) throws IOException {
    Path path = project.resolve(file);
    String content = Files.readString(path);
    Matcher match = Pattern.compile(pattern).matcher(content);
    if (!match.find()) {
      throw new AssertionError(file + " does not match " + pattern + ":\n" + content);
    }
    Files.writeString(path, match.replaceFirst(other));
  }
}
