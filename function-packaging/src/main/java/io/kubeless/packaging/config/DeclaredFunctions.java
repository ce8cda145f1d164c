package io.kubeless.packaging.config;

import io.kubeless.function.KubelessFunction;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.discovery.FoundAnnotation;
import io.kubeless.packaging.discovery.FoundHandler;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.model.HandlerClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The functions that a module's sources name, for goals that need only their names. The module need
 * not be compiled.
 */
public final class DeclaredFunctions {
  private static final int RELEASE = 17;

  private DeclaredFunctions() {}

  /**
   * Returns handlers in place of the classes of these functions: one for each directory of a
   * function and each element of {@code <functions>}, or one for the module if there are none.
   */
  public static Handlers of(Project project) throws IOException {
    FunctionDirectories directories = new FunctionDirectories(project, new ArrayList<>());
    List<FoundHandler> handlers = new ArrayList<>();
    for (String name : directories.functions()) {
      FoundAnnotation named =
          new FoundAnnotation(KubelessFunction.class.getName(), Map.of("name", name));
      handlers.add(handler(handler(directories.files(name).keys(), name), name, List.of(named)));
    }
    if (handlers.isEmpty()) {
      Mapping keys = project.properties().over(directories.overlaid("").keys()).over(project.pom());
      String module = project.coordinates().artifactId();
      handlers.add(handler(handler(keys, module), module, List.of()));
    }
    return new Handlers(handlers, List.of(), 0);
  }

  private static String handler(Mapping keys, String otherwise) {
    return keys.get("handler").orElse(null) instanceof Scalar scalar
        ? scalar.text().replaceFirst("\\.(handle|apply|accept)$", "")
        : otherwise;
  }

  private static FoundHandler handler(
      String type, String place, List<FoundAnnotation> annotations) {
    return new FoundHandler(
        new HandlerClass(type, Optional.empty(), Optional.empty(), Set.of(), RELEASE),
        place,
        annotations);
  }
}
