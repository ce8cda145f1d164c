package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.RuntimeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A function on a developer's machine, with the values of {@code kubeless-local.yaml}. The file is
 * outside of the directory of {@code function.yaml}, and no image contains it.
 *
 * @param function the function with the local variables and configuration
 * @param secrets the texts of the Secrets that the file contains, by name and key
 */
public record LocalConfiguration(
    Function function, SortedMap<String, SortedMap<String, String>> secrets) {
  /** The name of the file, in the base directory of the module. */
  public static final String FILE = "kubeless-local.yaml";

  private static final String SECRETS = "secrets";
  static final List<String> KEYS = List.of("env", "config", SECRETS);
  private static final Pattern ENTRY = Pattern.compile("(?!\\.\\.|\\.$)[-._a-zA-Z0-9]{1,253}");

  /**
   * Reads the file of a module; it is optional.
   *
   * @throws ProblemException with all problems of the file. They contain no value of it, because it
   *     may be a secret.
   */
  public static LocalConfiguration read(Project project, Function function) throws IOException {
    Path file = project.directory().resolve(FILE);
    if (!Files.exists(file)) {
      return new LocalConfiguration(function, new TreeMap<>());
    }
    Mapping content = yaml(file, project);
    List<Problem> problems = new ArrayList<>();
    content
        .entries()
        .keySet()
        .forEach(key -> known("key", key, KEYS, KEYS, content.keyOrigin(key), problems));
    MappingReader values = new MappingReader(content, "", Keys::find, problems);
    RuntimeSettings settings =
        new RuntimeReader(values).over(function.runtime(), function.runtime().config().entries());
    SortedMap<String, SortedMap<String, String>> secrets =
        secrets(content, values, function.mountedSecrets(), problems);
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return new LocalConfiguration(function.withRuntime(settings), secrets);
  }

  private static Mapping yaml(Path file, Project project) throws IOException {
    try {
      return YamlFile.read(file, project);
    } catch (ProblemException e) {
      // The parser quotes the text, and the exception must not be a cause of the reported one.
      throw new ProblemException(
          e.problems().stream()
              .map(
                  each ->
                      Problem.of(ErrorCode.INVALID_YAML, "The file is not valid YAML")
                          .at(each.where())
                          .because("the text is not shown, because it may be a secret")
                          .remedy("quote values, and indent with spaces"))
              .toList());
    }
  }

  /** Reads the Secrets. Those that the function does not mount may be for another function. */
  private static SortedMap<String, SortedMap<String, String>> secrets(
      Mapping content, MappingReader values, List<String> mounted, List<Problem> problems) {
    SortedMap<String, SortedMap<String, String>> secrets = new TreeMap<>();
    if (values.has(SECRETS) && !values.hasMap(SECRETS)) {
      values.map(SECRETS); // reports the value
    }
    if (!(content.get(SECRETS).orElse(null) instanceof Mapping all)) {
      return secrets;
    }
    List<String> missing = new ArrayList<>(mounted);
    missing.removeAll(all.entries().keySet());
    MappingReader below = values.below(SECRETS);
    for (String name : all.entries().keySet()) {
      if (!mounted.contains(name) && Nearest.of(name, missing).isPresent()) {
        known("Secret", name, mounted, missing, all.keyOrigin(name), problems);
      }
      SortedMap<String, String> entries = below.map(name);
      entries.keySet().stream()
          .filter(entry -> !ENTRY.matcher(entry).matches())
          .forEach(
              entry ->
                  below
                      .below(name)
                      .wrong(
                          entry,
                          Message.of("is not a valid key of a Secret"),
                          Message.of("letters, digits, dots, dashes and underscores are allowed"),
                          Message.of("rename it")));
      secrets.put(name, entries);
    }
    return secrets;
  }

  private static void known(
      String kind,
      String name,
      Collection<String> known,
      Collection<String> likely,
      Origin origin,
      List<Problem> problems) {
    if (!known.contains(name)) {
      Optional<String> nearest = Nearest.of(name, likely);
      problems.add(
          Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown %s %s", kind, name)
              .at(origin)
              .because(
                  nearest
                      .map(each -> Message.of("the nearest known name is %s", each))
                      .orElse(Message.of("the known names are %s", String.join(", ", known))))
              .remedy(
                  nearest
                      .map(each -> Message.of("write %s", each))
                      .orElse(Message.of("remove it; function.yaml has all other keys"))));
    }
  }

  /** Returns the names only. */
  @Override
  public String toString() {
    return function.name() + " with Secrets " + secrets.keySet();
  }
}
