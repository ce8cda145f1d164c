package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one function in one directory.
 *
 * @param keys the keys of {@code function.yaml}
 * @param fragments the fragments that are merged into objects, by kind
 * @param config files of {@code config/}, by name
 */
record ConfigFiles(
    Mapping keys, SortedMap<String, List<Mapping>> fragments, SortedMap<String, byte[]> config) {

  static final String FUNCTION = "function.yaml";
  private static final Map<String, String> KINDS =
      ApiResource.kindsOfFragments().stream()
          .collect(
              TreeMap::new, (map, k) -> map.put(k.toLowerCase(Locale.ROOT), k), TreeMap::putAll);

  /** Reads a directory. A missing directory contains nothing. */
  static ConfigFiles read(Project project, Path directory, List<Problem> problems)
      throws IOException {
    SortedMap<String, List<Mapping>> fragments = new TreeMap<>();
    SortedMap<String, byte[]> config = new TreeMap<>();
    Mapping keys = Mapping.empty(Origin.of(project.name(directory)));
    for (Path file : files(directory)) {
      String name = String.valueOf(file.getFileName());
      if (name.equals(FUNCTION)) {
        Mapping document = YamlFile.read(file, project);
        keys =
            FunctionDocument.is(document)
                ? FunctionDocument.read(
                    document, (kind, part) -> add(fragments, kind, part), problems)
                : document;
        KeyCheck.check(keys, problems);
      } else {
        Optional<String> kind = kind(name);
        if (kind.isPresent()) {
          add(fragments, kind.get(), YamlFile.read(file, project));
        } else {
          problems.add(stray(project, file));
        }
      }
    }
    for (Path file : files(directory.resolve("config"))) {
      config.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    }
    return new ConfigFiles(keys, fragments, config);
  }

  private static void add(
      SortedMap<String, List<Mapping>> fragments, String kind, Mapping fragment) {
    fragments.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(fragment);
  }

  private static Optional<String> kind(String file) {
    return file.endsWith(".yaml")
        ? Optional.ofNullable(KINDS.get(file.substring(0, file.length() - 5)))
        : Optional.empty();
  }

  private static Problem stray(Project project, Path file) {
    String name = String.valueOf(file.getFileName());
    List<String> known = new ArrayList<>();
    known.add(FUNCTION);
    KINDS.keySet().forEach(kind -> known.add(kind + ".yaml"));
    return Problem.of(ErrorCode.FILE_UNUSABLE, "The file %s is not used", name)
        .at("%s", project.name(file))
        .because("the known files are %s", String.join(", ", known))
        .remedy(
            Nearest.of(name, known)
                .map(near -> Message.of("rename it to %s", near))
                .orElse(Message.of("move it; files that the function reads belong in config/")));
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Returns these files merged over those of a lower directory. */
  ConfigFiles over(ConfigFiles lower) {
    SortedMap<String, List<Mapping>> joined = new TreeMap<>();
    lower.fragments.forEach((kind, list) -> joined.put(kind, new ArrayList<>(list)));
    fragments.forEach((kind, list) -> list.forEach(fragment -> add(joined, kind, fragment)));
    SortedMap<String, byte[]> files = new TreeMap<>(lower.config);
    files.putAll(config);
    return new ConfigFiles(keys.over(lower.keys), joined, files);
  }

  /** Returns the fragments for the renderer. */
  @SuppressWarnings("unchecked") // a Mapping's plain form is a map with texts as keys
  Fragments asFragments() {
    SortedMap<String, List<Fragments.Fragment>> byKind = new TreeMap<>();
    fragments.forEach(
        (kind, list) ->
            byKind.put(
                kind,
                list.stream()
                    .map(
                        node ->
                            new Fragments.Fragment(
                                (Map<String, Object>) node.plain(), node.origin().source()))
                    .toList()));
    return new Fragments(byKind);
  }
}
