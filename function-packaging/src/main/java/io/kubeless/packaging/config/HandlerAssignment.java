package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.discovery.FoundHandler;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Determines the handlers that become functions, and the directories of their configuration. */
final class HandlerAssignment {
  private final Project project;
  private final Handlers handlers;
  private final FunctionDirectories directories;
  private final AnnotationSource annotations;
  private final List<Problem> problems;

  HandlerAssignment(
      Project project,
      Handlers handlers,
      FunctionDirectories directories,
      AnnotationSource annotations,
      List<Problem> problems) {
    this.project = project;
    this.handlers = handlers;
    this.directories = directories;
    this.annotations = annotations;
    this.problems = problems;
  }

  /**
   * Returns the directory that configures each handler. The empty name is the module's own
   * directory.
   */
  Map<FoundHandler, String> assign() throws IOException {
    List<FoundHandler> open = new ArrayList<>(handlers.found());
    Map<FoundHandler, String> assigned = new LinkedHashMap<>();
    for (String directory : directories.names()) {
      ConfigFiles files = directories.files(directory);
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
        .sorted(Comparator.comparing(each -> each.handler().name()))
        .forEach(each -> sorted.put(each, assigned.getOrDefault(each, "")));
    return sorted;
  }

  /** Returns the handler that the module's own sources select, for a module with one function. */
  private Optional<ConfigNode> chosenHandler() throws IOException {
    Optional<ConfigNode> property = project.properties().get("handler");
    Optional<ConfigNode> file = directories.overlaid("").keys().get("handler");
    return property.or(() -> file).or(() -> project.pom().get("handler"));
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
        Problem.of(
                ErrorCode.HANDLER_NOT_FOUND,
                "The handler %s %s",
                text,
                candidates.isEmpty() ? "was not found" : "is ambiguous")
            .at(origin)
            .because(
                known.isEmpty()
                    ? Message.of("the project has no handler")
                    : Message.of("the project's handlers are %s", String.join(", ", known)))
            .remedy("write handler: %s, or omit it", known.isEmpty() ? "<class>" : known.get(0)));
    return Optional.empty();
  }

  /** Returns the name of a function if its files set no other name. */
  String defaultName(FoundHandler handler) {
    return annotations
        .read(handler)
        .get("name")
        .map(node -> ((Scalar) node).text())
        .orElseGet(
            () ->
                handlers.found().size() == 1
                    ? kebab(project.coordinates().artifactId())
                    : kebab(handler.handler().simpleName()));
  }

  private Problem unassigned(String directory) {
    String known =
        handlers.found().stream().map(this::defaultName).sorted().collect(Collectors.joining(", "));
    return Problem.of(ErrorCode.UNKNOWN_KEY, "No function is named %s", directory)
        .at("%s", project.name(project.sources().resolve(directory)))
        .because(
            known.isEmpty()
                ? Message.of("the project has no handler")
                : Message.of("the project's functions are %s", known))
        .remedy("rename the directory, or name its class: handler: <class> in its function.yaml");
  }

  /**
   * Returns a name in kebab-case: {@code OrderIntake} becomes {@code order-intake}. A name that
   * begins with a digit, which is not permitted for a Service, gets the prefix {@code function-}.
   */
  private static String kebab(String name) {
    String kebab =
        name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
            .replaceAll("[^A-Za-z0-9]+", "-")
            .replaceAll("^-|-$", "")
            .toLowerCase(Locale.ROOT);
    return kebab.matches("\\d.*") ? "function-" + kebab : kebab;
  }
}
