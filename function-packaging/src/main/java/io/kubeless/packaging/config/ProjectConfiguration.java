package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.discovery.FoundHandler;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.model.Argument;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Creates the functions of a module from its handlers and all sources of configuration. */
public final class ProjectConfiguration {
  private static final String ONE = "functions";
  private static final Set<String> OF_ONE_FUNCTION = Set.of("name", "handler", "image.name");

  private final Project project;
  private final List<Problem> problems = new ArrayList<>();
  private final FunctionDirectories directories;
  private final TriggerTypes types;
  private final AnnotationSource annotations;
  private final HandlerAssignment assignment;

  private ProjectConfiguration(Project project, Handlers handlers, TriggerTypes types) {
    this.project = project;
    this.types = types;
    this.directories = new FunctionDirectories(project, problems);
    this.annotations = new AnnotationSource(types);
    this.assignment = new HandlerAssignment(project, handlers, directories, annotations, problems);
  }

  /**
   * Returns the functions of a module, by name; empty if it has no handler and names no function.
   *
   * @throws ProblemException with all problems of the configuration
   */
  public static List<ConfiguredFunction> read(Project project, Handlers handlers)
      throws IOException {
    return read(project, handlers, TriggerTypes.INSTALLED);
  }

  /** Returns whether any source sets a key, for functions that may have triggers of some types. */
  static List<ConfiguredFunction> read(Project project, Handlers handlers, TriggerTypes types)
      throws IOException {
    return new ProjectConfiguration(project, handlers, types).read();
  }

  private List<ConfiguredFunction> read() throws IOException {
    KeyCheck.check(project.pom().without(ONE), problems);
    directories.checkOverlay();
    project.registry().flatMap(ImageReader::checkRegistry).ifPresent(problems::add);
    List<ConfiguredFunction> functions = new ArrayList<>();
    Map<String, FoundHandler> names = new LinkedHashMap<>();
    for (Map.Entry<FoundHandler, String> entry : assignment.assign().entrySet()) {
      ConfiguredFunction function = function(entry.getKey(), entry.getValue());
      functions.add(function);
      String name = function.function().name();
      FoundHandler other = names.putIfAbsent(name, entry.getKey());
      if (other != null) {
        problems.add(sameName(name, other, entry.getKey(), function));
      }
    }
    checkSingleKeys(functions.size());
    checkNamedFunctions(names.keySet());
    if (!problems.isEmpty()) {
      throw new ProblemException(problems.stream().distinct().toList());
    }
    return functions;
  }

  private static Problem sameName(
      String name, FoundHandler one, FoundHandler other, ConfiguredFunction function) {
    Message classes = Message.of("%s and %s", one.place(), other.place());
    ConfigNode given = function.effective().get("name").orElseThrow();
    boolean shared = given.origin().line() > 0;
    return Problem.of(ErrorCode.FUNCTION_NAME_NOT_UNIQUE, "Two functions are named %s", name)
        .at(shared ? Message.of("%s, for %s", given.origin(), classes) : classes)
        .because("the objects of a function have its name")
        .remedy(
            shared
                ? Message.of(
                    "remove name from %s, and name them with @KubelessFunction(name = \"…\")",
                    given.origin().source())
                : Message.of(
                    "add @KubelessFunction(name = \"…\") to one of them, or src/main/kubeless/<name>/%s with handler: <class>",
                    ConfigFiles.FUNCTION));
  }

  private ConfiguredFunction function(FoundHandler found, String directory) throws IOException {
    ConfigFiles own = directories.overlaid(directory);
    ConfigFiles files = directory.isEmpty() ? own : own.over(directories.overlaid(""));
    Mapping defaultsFirst =
        files
            .keys()
            .over(named(project.pom(), found, files))
            .over(annotations.read(found))
            .over(FunctionDefaults.of(assignment.defaultName(found), found.handler()));
    Mapping effective = named(project.properties(), found, files).over(defaultsFirst);
    Mapping complete =
        effective.over(FunctionDefaults.ofImage(effective, project, found.handler().release()));
    Function function =
        new FunctionReader(complete, types, problems)
            .read(project, found.handler(), files.config());
    return new ConfiguredFunction(function, files.asFragments(), complete);
  }

  /** Returns a source with its settings for one function merged over those for all functions. */
  private Mapping named(Mapping source, FoundHandler handler, ConfigFiles files) {
    String name =
        files
            .keys()
            .get("name")
            .map(node -> node instanceof Scalar scalar ? scalar.text() : "")
            .orElse(assignment.defaultName(handler));
    Mapping all = source.without(ONE);
    if (source.get(ONE).orElse(null) instanceof Mapping functions
        && functions.get(name).orElse(null) instanceof Mapping one) {
      KeyCheck.check(one, problems);
      return one.over(all);
    }
    return all;
  }

  private void checkSingleKeys(int functions) {
    if (functions < 2) {
      return;
    }
    for (Mapping source : List.of(project.properties(), project.pom())) {
      for (String path : OF_ONE_FUNCTION) {
        find(source, path)
            .ifPresent(
                node ->
                    problems.add(
                        Problem.of(
                                ErrorCode.SINGLE_FUNCTION_REQUIRED,
                                "%s is set for %s functions",
                                path,
                                functions)
                            .at(node.origin())
                            .because("each function requires its own value")
                            .remedy("write %s", settingOfOne(path))));
      }
    }
  }

  private static Argument settingOfOne(String path) {
    return setting("functions.<function>." + path);
  }

  private static Optional<ConfigNode> find(Mapping mapping, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return mapping.get(path);
    }
    return mapping.get(path.substring(0, dot)).orElse(null) instanceof Mapping nested
        ? find(nested, path.substring(dot + 1))
        : Optional.empty();
  }

  private void checkNamedFunctions(Set<String> names) {
    for (Mapping source : List.of(project.properties(), project.pom())) {
      if (source.get(ONE).orElse(null) instanceof Mapping functions) {
        functions.entries().keySet().stream()
            .filter(name -> !names.contains(name))
            .forEach(
                name ->
                    problems.add(
                        Problem.of(ErrorCode.UNKNOWN_KEY, "No function is named %s", name)
                            .at(functions.keyOrigin(name))
                            .because(
                                names.isEmpty()
                                    ? Message.of("the project has no function")
                                    : Message.of(
                                        "the project's functions are %s", String.join(", ", names)))
                            .remedy(
                                "write %s",
                                Nearest.of(name, names)
                                    .orElse(names.stream().findFirst().orElse("another name")))));
      }
    }
  }
}
