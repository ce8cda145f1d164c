package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of a function that can be read before the project is compiled: those in its files,
 * the build file and the command line. Annotations are not read, and invalid values are reported
 * later.
 *
 * @param namespace the namespace; if absent, that of the kubeconfig
 * @param image the image, with default values; without a configured name, its name is not that of
 *     an image
 * @param namesImage whether the name of the image is set
 * @param namesArchitectures whether the architectures are set
 * @param secrets names of the Secrets that its pods need
 */
public record DeclaredFunction(
    Optional<String> namespace,
    Image image,
    boolean namesImage,
    boolean namesArchitectures,
    List<String> secrets) {

  /**
   * Returns one for each function that has its own directory or settings; if there are no such
   * functions, the module's own.
   *
   * @throws ProblemException if the registry is not valid
   */
  public static List<DeclaredFunction> of(Project project) throws IOException {
    project
        .registry()
        .flatMap(ImageReader::checkRegistry)
        .ifPresent(
            problem -> {
              throw new ProblemException(problem);
            });
    List<Problem> later = new ArrayList<>();
    FunctionDirectories directories = new FunctionDirectories(project, later);
    Mapping module = directories.overlaid("").keys();
    List<DeclaredFunction> functions = new ArrayList<>();
    for (String name : directories.functions()) {
      functions.add(of(project, name, directories.overlaid(name).keys().over(module)));
    }
    return functions.isEmpty() ? List.of(of(project, "", module)) : functions;
  }

  private static DeclaredFunction of(Project project, String name, Mapping files) {
    Mapping set = named(project.properties(), name).over(files.over(named(project.pom(), name)));
    Mapping complete = set.over(FunctionDefaults.ofImage(set, project, 0));
    String base = text(complete, "image", "base").orElse("");
    String architectures = text(complete, "image", "architecture").orElse("");
    return new DeclaredFunction(
        text(set, "namespace"),
        new Image(
            text(complete, "image", "name").orElse(""),
            Optional.empty(),
            base,
            List.of(architectures.split("\\s*,\\s*", -1))),
        text(set, "image", "name").isPresent(),
        text(set, "image", "architecture").isPresent(),
        Stream.concat(list(set, "secrets"), list(set, "imagePullSecrets")).distinct().toList());
  }

  private static Mapping named(Mapping source, String name) {
    return source.get("functions").orElse(null) instanceof Mapping functions
            && functions.get(name).orElse(null) instanceof Mapping one
        ? one.over(source)
        : source;
  }

  private static Optional<String> text(Mapping mapping, String... path) {
    ConfigNode node = mapping;
    for (String key : path) {
      node = node instanceof Mapping map ? map.get(key).orElse(mapping) : mapping;
    }
    return node instanceof Scalar scalar && !scalar.text().isBlank()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static Stream<String> list(Mapping mapping, String key) {
    ConfigNode node = mapping.get(key).orElse(null);
    if (node instanceof Sequence sequence) {
      return sequence.items().stream()
          .flatMap(item -> item instanceof Scalar scalar ? Stream.of(scalar.text()) : Stream.of());
    }
    return node instanceof Scalar scalar && !scalar.text().isBlank()
        ? Stream.of(scalar.text().split("\\s*,\\s*", -1))
        : Stream.of();
  }
}
