package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The Secrets of a function on this machine.
 *
 * @param directory a directory with one directory for each Secret, which contains a file for each
 *     key
 * @param values texts by name and key, which take precedence
 */
public record LocalSecrets(
    Optional<Path> directory, SortedMap<String, SortedMap<String, String>> values) {
  /** There is neither a directory nor a value. */
  public static final LocalSecrets NONE = new LocalSecrets(Optional.empty(), new TreeMap<>());

  /** Copies the names. */
  public LocalSecrets {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * Reports, in one exception, all Secrets that are missing.
   *
   * @param others problems that are reported in the same exception
   */
  void require(List<String> names, List<Problem> others) {
    if (directory.isPresent() && !Files.isDirectory(directory.get())) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_VALUE, "The directory of Secrets does not exist")
              .at("%s", setting("secretsDirectory"))
              .because("%s is not a directory", directory.get())
              .remedy("mkdir -p %s", directory.get()));
    }
    List<Problem> problems = new ArrayList<>(others);
    names.stream().filter(name -> !exists(name)).map(this::missing).forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  private boolean exists(String name) {
    return values.containsKey(name)
        || directory.filter(each -> Files.isDirectory(each.resolve(name))).isPresent();
  }

  private Problem missing(String name) {
    return Problem.of(ErrorCode.SECRET_MISSING, "The Secret %s is missing", name)
        .at("%s", LocalConfiguration.FILE)
        .because(
            directory.isPresent()
                ? Message.of(
                    "the function mounts it, and neither the file nor %s contains it",
                    directory.get())
                : Message.of(
                    "the function mounts it, the file does not contain it, and %s is unset",
                    setting("secretsDirectory")))
        .remedy("add its keys to the file: secrets: {%s: {key: value}}", name);
  }

  /**
   * Returns the directory that the process reads. If some of the Secrets are values, it is a
   * temporary one, which only the user can read.
   */
  Mounted mount(List<String> names) throws IOException {
    if (names.stream().noneMatch(values::containsKey)) {
      return new Mounted(directory, false);
    }
    Path mounted = SecretDirectory.create();
    for (String name : names) {
      SortedMap<String, String> entries = values.get(name);
      if (entries == null) {
        link(mounted.resolve(name), directory.orElseThrow().resolve(name).toAbsolutePath());
      } else {
        Path secret = Files.createDirectory(mounted.resolve(name));
        for (Map.Entry<String, String> entry : entries.entrySet()) {
          Files.write(
              secret.resolve(entry.getKey()), entry.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return new Mounted(Optional.of(mounted), true);
  }

  /** Links a directory, so that changes are visible; copies it where links are not permitted. */
  private static void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException | UnsupportedOperationException e) {
      Files.createDirectory(link);
      try (Stream<Path> files = Files.list(target)) {
        for (Path file : files.toList()) {
          Files.copy(file, link.resolve(file.getFileName()));
        }
      }
    }
  }

  /**
   * The directory of a process.
   *
   * @param directory absent if there is none
   * @param temporary whether it is deleted with the process
   */
  record Mounted(Optional<Path> directory, boolean temporary) {

    /** Keeps a temporary directory until a process has ended, even if this one is killed before. */
    void usedBy(ProcessHandle process) throws IOException {
      if (temporary) {
        SecretDirectory.usedBy(directory.orElseThrow(), process);
      }
    }

    /** Deletes a temporary directory; files that it links to remain. */
    void delete() throws IOException {
      if (temporary) {
        Directories.delete(directory.orElseThrow());
      }
    }
  }

  /** Returns the names only. */
  @Override
  public String toString() {
    return directory + " " + values.keySet();
  }
}
