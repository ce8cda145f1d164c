package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.discovery.FoundHandler;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the functions of a module from its handlers and everything that is said about them. */
public final class ProjectConfiguration {
  private static final String OVERLAYS = "env";
  private static final String CONFIG = "config";
  private static final String ONE = "functions";
  private static final Set<String> OF_ONE_FUNCTION = Set.of("name", "handler", "image.name");
  // The newest release with long-term support that the default base image carries.
  private static final int LONG_TERM_RELEASE = 25;

  private final Project project;
  private final Handlers handlers;
  private final List<Problem> problems = new ArrayList<>();

  private ProjectConfiguration(Project project, Handlers handlers) {
    this.project = project;
    this.handlers = handlers;
  }

  /**
   * Returns the functions of a module by name; none when it has no handler and names none.
   *
   * @throws ProblemException with everything that is wrong
   */
  public static List<ConfiguredFunction> read(Project project, Handlers handlers)
      throws IOException {
    return new ProjectConfiguration(project, handlers).read();
  }

  /** Returns the problem of a project without a handler, with what it has instead. */
  public static Problem noHandler(Path output, Handlers handlers) {
    if (!handlers.lambdas().isEmpty()) {
      return Problem.inProject(
          203,
          "The handler is a lambda",
          String.join(", ", handlers.lambdas()),
          "a lambda has no name to start it by, and its types are erased",
          "write a class: public final class Hello implements Handler<Event, Context>");
    }
    return Problem.inProject(
        201,
        "No handler found",
        output.toString(),
        handlers.classes() == 0
            ? "the directory holds no class files"
            : (handlers.classes() == 1
                    ? "its only class does not implement "
                    : "none of its " + handlers.classes() + " classes implements ")
                + "io.kubeless.function.Handler",
        "write a class: public final class Hello implements Handler<Event, Context>");
  }

  /** Returns whether the sources say a key anywhere; annotations are not read. */
  public static boolean declares(Project project, String path) throws IOException {
    ProjectConfiguration configuration =
        new ProjectConfiguration(project, new Handlers(List.of(), List.of(), 0));
    List<Mapping> sources = new ArrayList<>(List.of(project.properties(), project.pom()));
    sources.add(configuration.overlaid("").keys());
    for (String directory : configuration.functionDirectories()) {
      sources.add(configuration.overlaid(directory).keys());
    }
    return sources.stream()
        .anyMatch(
            source ->
                find(source, path).isPresent()
                    || (source.get(ONE).orElse(null) instanceof Mapping functions
                        && functions.entries().values().stream()
                            .anyMatch(
                                each -> each instanceof Mapping m && find(m, path).isPresent())));
  }

  private List<ConfiguredFunction> read() throws IOException {
    KeyCheck.check(project.pom().without(ONE), problems);
    checkOverlay();
    List<ConfiguredFunction> functions = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<FoundHandler, String> entry : assign().entrySet()) {
      ConfiguredFunction function = function(entry.getKey(), entry.getValue());
      functions.add(function);
      String place = entry.getKey().place();
      String other = names.putIfAbsent(function.function().name(), place);
      if (other != null) {
        problems.add(
            Problem.inProject(
                202,
                "Two functions are called " + function.function().name(),
                other + " and " + place,
                "a function's name is the name of its objects",
                "add @KubelessFunction(name = \"…\") to one of them, or src/main/kubeless/<name>/"
                    + ConfigFiles.FUNCTION
                    + " with handler: <class>"));
      }
    }
    checkSingleKeys(functions.size());
    checkNamedFunctions(names.keySet());
    if (!problems.isEmpty()) {
      throw new ProblemException(problems.stream().distinct().toList());
    }
    return functions;
  }

  /** Decides which handler is configured by which directory; the empty one is the module's own. */
  private Map<FoundHandler, String> assign() throws IOException {
    List<FoundHandler> open = new ArrayList<>(handlers.found());
    Map<FoundHandler, String> assigned = new LinkedHashMap<>();
    for (String directory : functionDirectories()) {
      ConfigFiles files = files(directory);
      Optional<String> named =
          files.keys().get("handler").map(node -> node instanceof Scalar s ? s.text() : "");
      Optional<FoundHandler> handler =
          named.isPresent()
              ? resolve(named.get(), files.keys().get("handler").orElseThrow().origin())
              : open.stream().filter(each -> defaultName(each).equals(directory)).findFirst();
      handler.ifPresent(
          each -> {
            assigned.put(each, directory);
            open.remove(each);
          });
      if (handler.isEmpty() && named.isEmpty()) {
        problems.add(unassigned(directory));
      }
    }
    Optional<ConfigNode> chosen = chosenHandler();
    if (chosen.isPresent() && chosen.get() instanceof Scalar scalar) {
      Optional<FoundHandler> only = resolve(scalar.text(), scalar.origin());
      open.removeIf(each -> only.isEmpty() || !each.equals(only.get()));
    }
    open.forEach(each -> assigned.put(each, ""));
    return sorted(assigned);
  }

  private static Map<FoundHandler, String> sorted(Map<FoundHandler, String> assigned) {
    Map<FoundHandler, String> sorted = new LinkedHashMap<>();
    assigned.keySet().stream()
        .sorted(java.util.Comparator.comparing(each -> each.handler().name()))
        .forEach(each -> sorted.put(each, assigned.getOrDefault(each, "")));
    return sorted;
  }

  /** Returns the handler that the module's own sources choose, for a module with one function. */
  private Optional<ConfigNode> chosenHandler() throws IOException {
    Optional<ConfigNode> property = project.properties().get("handler");
    Optional<ConfigNode> file = overlaid("").keys().get("handler");
    return property.or(() -> file).or(() -> project.pom().get("handler"));
  }

  private List<String> functionDirectories() throws IOException {
    if (!Files.isDirectory(project.sources())) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(project.sources())) {
      return list.filter(Files::isDirectory)
          .map(directory -> String.valueOf(directory.getFileName()))
          .filter(name -> !name.equals(OVERLAYS) && !name.equals(CONFIG) && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private ConfigFiles files(String directory) throws IOException {
    return ConfigFiles.read(project, project.sources().resolve(directory), problems);
  }

  private ConfigFiles overlaid(String directory) throws IOException {
    ConfigFiles base = files(directory);
    Optional<String> overlay = project.overlay();
    if (overlay.isEmpty()) {
      return base;
    }
    Path above = project.sources().resolve(OVERLAYS).resolve(overlay.get()).resolve(directory);
    return ConfigFiles.read(project, above, problems).over(base);
  }

  private Optional<FoundHandler> resolve(String text, Origin origin) {
    String withoutMethod = text.replaceFirst("\\.(handle|apply|accept)$", "");
    List<FoundHandler> candidates =
        handlers.found().stream()
            .filter(
                each ->
                    each.handler().name().equals(withoutMethod)
                        || each.handler().name().replace('$', '.').equals(withoutMethod)
                        || each.handler().simpleName().equals(withoutMethod))
            .toList();
    if (candidates.size() == 1) {
      return Optional.of(candidates.get(0));
    }
    List<String> known = handlers.found().stream().map(each -> each.handler().name()).toList();
    problems.add(
        Problem.inProject(
            207,
            candidates.isEmpty()
                ? "The handler " + text + " is not there"
                : "The handler " + text + " is ambiguous",
            origin.toString(),
            known.isEmpty()
                ? "the project has no handler"
                : "the project's handlers are " + String.join(", ", known),
            "write handler: "
                + (known.isEmpty() ? "<class>" : known.get(0))
                + ", or leave it out"));
    return Optional.empty();
  }

  private String defaultName(FoundHandler handler) {
    Mapping annotations = AnnotationSource.read(handler);
    return annotations
        .get("name")
        .map(node -> ((Scalar) node).text())
        .orElseGet(
            () ->
                handlers.found().size() == 1
                    ? FunctionReader.kebab(project.owner().artifactId())
                    : FunctionReader.kebab(handler.handler().simpleName()));
  }

  private ConfiguredFunction function(FoundHandler found, String directory) throws IOException {
    ConfigFiles own = overlaid(directory);
    ConfigFiles files = directory.isEmpty() ? own : own.over(shared());
    Mapping defaultsFirst =
        files
            .keys()
            .over(named(project.pom(), found, files))
            .over(AnnotationSource.read(found))
            .over(base(found));
    Mapping effective = named(project.properties(), found, files).over(defaultsFirst);
    Mapping complete = effective.over(imageDefaults(effective, found.handler()));
    Function function =
        new FunctionReader(complete, problems).read(project, found.handler(), files.config());
    return new ConfiguredFunction(function, files.asFragments(), complete);
  }

  /** Returns what the module says to all of its functions: everything but a name. */
  private ConfigFiles shared() throws IOException {
    return overlaid("");
  }

  /** Returns a source with what it says to one function above what it says to all. */
  private Mapping named(Mapping source, FoundHandler handler, ConfigFiles files) {
    String name =
        files
            .keys()
            .get("name")
            .map(node -> node instanceof Scalar scalar ? scalar.text() : "")
            .orElse(defaultName(handler));
    Mapping all = source.without(ONE);
    if (source.get(ONE).orElse(null) instanceof Mapping functions
        && functions.get(name).orElse(null) instanceof Mapping one) {
      KeyCheck.check(one, problems);
      return one.over(all);
    }
    return all;
  }

  private Mapping base(FoundHandler found) {
    Origin origin = Origin.of("default");
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    entries.put("name", new Scalar(defaultName(found), origin));
    entries.put("handler", new Scalar(found.handler().name(), origin));
    entries.put("timeout", new Scalar("180s", origin));
    entries.put("memory", new Scalar("256Mi", origin));
    entries.put("cpu", new Scalar("100m", origin));
    return new Mapping(entries, origin);
  }

  private Mapping imageDefaults(Mapping effective, HandlerClass handler) {
    Origin origin = Origin.of("default");
    String name = effective.get("name").map(n -> n instanceof Scalar s ? s.text() : "").orElse("");
    String tag = project.owner().version().replaceAll("[^A-Za-z0-9_.-]", "-");
    String prefix = project.registry().map(registry -> registry + "/").orElse("");
    int release = Math.max(LONG_TERM_RELEASE, handler.release());
    String base = "eclipse-temurin:" + release + "-jre";
    Mapping given =
        effective.get("image").orElse(null) instanceof Mapping map ? map : Mapping.empty(origin);
    boolean linked =
        given
            .get("base")
            .map(n -> n instanceof Scalar s ? s.text() : "")
            .orElse(base)
            .equals(Image.LINKED_JRE);
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    // A name in upper case is reported as the name that it is, not once more as an image's.
    String image = prefix + name.toLowerCase(Locale.ROOT) + ":" + tag;
    entries.put("name", new Scalar(image, origin));
    entries.put("base", new Scalar(base, origin));
    entries.put("architecture", new Scalar(linked ? machine() : "amd64", origin));
    return new Mapping(Map.of("image", new Mapping(entries, origin)), origin);
  }

  private static String machine() {
    String architecture = System.getProperty("os.arch", "amd64");
    return architecture.equals("aarch64") ? "arm64" : architecture.replace("x86_64", "amd64");
  }

  private void checkOverlay() throws IOException {
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
        Problem.inProject(
            308,
            "The overlay " + project.overlay().get() + " is not there",
            "-Dkubeless.env",
            known.isEmpty()
                ? project.name(overlays) + " holds none"
                : "known are " + String.join(", ", known),
            known.isEmpty()
                ? "make "
                    + project.name(overlays)
                    + "/"
                    + project.overlay().get()
                    + "/function.yaml"
                : "write -Dkubeless.env="
                    + Nearest.of(project.overlay().get(), known).orElse(known.get(0))));
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
                        Problem.inProject(
                            309,
                            path + " is given for " + functions + " functions",
                            node.origin().toString(),
                            "each function has its own",
                            "write -Dkubeless.functions.<function>." + path)));
      }
    }
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
                        Problem.inProject(
                            301,
                            "No function is called " + name,
                            functions.keyOrigin(name).toString(),
                            names.isEmpty()
                                ? "the project has no function"
                                : "the project's functions are " + String.join(", ", names),
                            "write "
                                + Nearest.of(name, names)
                                    .orElse(names.stream().findFirst().orElse("another name")))));
      }
    }
  }

  private Problem unassigned(String directory) {
    String known =
        handlers.found().stream().map(this::defaultName).sorted().collect(Collectors.joining(", "));
    return Problem.inProject(
        301,
        "No function is called " + directory,
        project.name(project.sources().resolve(directory)),
        known.isEmpty() ? "the project has no handler" : "the project's functions are " + known,
        "rename the directory, or name its class: handler: <class> in its function.yaml");
  }

  /** Returns the effective values as lines of {@code key: value # origin}, sorted by key. */
  public static List<String> lines(ConfiguredFunction function) {
    Map<String, String> lines = new TreeMap<>();
    collect("", function.effective(), lines);
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    return lines.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + " ".repeat(width - entry.getKey().length()) + entry.getValue())
        .toList();
  }

  private static void collect(String prefix, Mapping mapping, Map<String, String> lines) {
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              String path = prefix + name;
              if (value instanceof Mapping nested && !nested.entries().isEmpty()) {
                collect(path + ".", nested, lines);
              } else {
                String text = value instanceof Scalar s ? s.text() : JsonText.of(value.plain());
                lines.put(path + ": " + text, "  # " + value.origin());
              }
            });
  }
}
