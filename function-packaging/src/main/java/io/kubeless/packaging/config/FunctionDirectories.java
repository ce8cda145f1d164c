package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.SystemLocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The directories of a module's configuration: its own, those of functions, and those of the
 * selected overlay, which take precedence.
 */
final class FunctionDirectories {
  private static final String OVERLAYS = "env";
  private static final String CONFIG = "config";

  private final Project project;
  private final List<Problem> problems;
  private final Map<Path, ConfigFiles> read = new HashMap<>();

  FunctionDirectories(Project project, List<Problem> problems) {
    this.project = project;
    this.problems = problems;
  }

  /** Returns the names of the directories of functions. */
  List<String> names() throws IOException {
    if (!Files.isDirectory(project.sources())) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(project.sources())) {
      return list.filter(Files::isDirectory)
          .map(this::name)
          .filter(name -> !name.equals(OVERLAYS) && !name.equals(CONFIG) && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Returns the names of functions that have their own directory or settings. */
  SortedSet<String> functions() throws IOException {
    SortedSet<String> names = new TreeSet<>(names());
    for (Mapping source : List.of(project.pom(), project.properties())) {
      if (source.get("functions").orElse(null) instanceof Mapping functions) {
        names.addAll(functions.entries().keySet());
      }
    }
    return names;
  }

  private String name(Path directory) {
    SystemLocale.requireReadable(project.sources(), directory);
    return String.valueOf(directory.getFileName());
  }

  /**
   * Returns the files of a directory without the overlay. The empty name is the module's own
   * directory.
   */
  ConfigFiles files(String directory) throws IOException {
    return read(project.sources().resolve(directory));
  }

  /** Returns the files of a directory with those of the selected overlay merged over them. */
  ConfigFiles overlaid(String directory) throws IOException {
    ConfigFiles base = files(directory);
    Optional<String> overlay = project.overlay();
    if (overlay.isEmpty()) {
      return base;
    }
    Path above = project.sources().resolve(OVERLAYS).resolve(overlay.get()).resolve(directory);
    return read(above).over(base);
  }

  /** Reads a directory when it is first used. */
  private ConfigFiles read(Path directory) throws IOException {
    ConfigFiles files = read.get(directory);
    if (files == null) {
      files = ConfigFiles.read(project, directory, problems);
      read.put(directory, files);
    }
    return files;
  }

  /** Reports a selected overlay that does not exist. */
  void checkOverlay() throws IOException {
    if (project.overlay().isEmpty()) {
      return;
    }
    Path overlays = project.sources().resolve(OVERLAYS);
    if (Files.isDirectory(overlays.resolve(project.overlay().get()))) {
      return;
    }
    List<String> known = new ArrayList<>();
    if (Files.isDirectory(overlays)) {
      try (Stream<Path> list = Files.list(overlays)) {
        list.map(each -> String.valueOf(each.getFileName())).sorted().forEach(known::add);
      }
    }
    problems.add(
        Problem.of(
                ErrorCode.OVERLAY_NOT_FOUND,
                "The overlay %s was not found",
                project.overlay().get())
            .at("%s", setting("env"))
            .because(
                known.isEmpty()
                    ? Message.of("%s contains no overlay", project.name(overlays))
                    : Message.of("the overlays are %s", String.join(", ", known)))
            .remedy(
                known.isEmpty()
                    ? Message.of(
                        "create %s/%s/function.yaml",
                        project.name(overlays), project.overlay().get())
                    : Message.of(
                        "write %s",
                        setting(
                            "env",
                            Nearest.of(project.overlay().get(), known).orElse(known.get(0))))));
  }
}
