package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.buildFile;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Reads a whole Kubeless {@code Function} document instead of {@code function.yaml}.
 *
 * @see <a
 *     href="https://github.com/vmware-archive/kubeless/blob/master/docs/function-controller-configuration.md">
 *     Function</a>
 */
final class FunctionDocument {
  private static final Set<String> TOP = Set.of("apiVersion", "kind", "metadata", "spec");
  private static final Set<String> METADATA = Set.of("name", "namespace", "labels", "annotations");
  private static final Set<String> SAME = Set.of("handler", "timeout", "triggers");
  private static final Set<String> OBJECTS = Set.of("deployment", "service");
  private static final Set<String> EMPTY =
      Set.of("function", "deps", "checksum", "function-content-type");

  private final Map<String, ConfigNode> keys = new LinkedHashMap<>();
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final Map<String, Mapping> fragments = new LinkedHashMap<>();
  private final List<Problem> problems;

  private FunctionDocument(List<Problem> problems) {
    this.problems = problems;
  }

  static boolean is(Mapping document) {
    return document.get("kind").isPresent() || document.get("apiVersion").isPresent();
  }

  /**
   * Returns the keys of {@code function.yaml} that are equivalent to a document.
   *
   * @param fragments receives the parts about the Deployment and the Service, by kind
   */
  static Mapping read(
      Mapping document, BiConsumer<String, Mapping> fragments, List<Problem> problems) {
    FunctionDocument reader = new FunctionDocument(problems);
    reader.top(document);
    reader.fragments.forEach(fragments);
    return new Mapping(reader.keys, reader.origins, document.origin());
  }

  private void top(Mapping document) {
    unknown(document, TOP, "");
    String kind = scalar(document, "kind");
    String version = scalar(document, "apiVersion");
    if (!kind.equals("Function") || !version.startsWith("kubeless.io/")) {
      problems.add(
          Problem.of(
                  ErrorCode.INVALID_VALUE,
                  "The document is not a Kubeless Function: %s %s",
                  version,
                  kind)
              .at(document.keyOrigin("kind"))
              .because(
                  "function.yaml contains either keys of a function or one document of kind Function")
              .remedy(
                  "write apiVersion: kubeless.io/v1beta1 and kind: Function, or a fragment %s.yaml beside it",
                  kind.toLowerCase(Locale.ROOT)));
    }
    below(document, "metadata").forEach(this::metadata);
    below(document, "spec").forEach(this::spec);
  }

  private void metadata(Mapping metadata) {
    unknown(metadata, METADATA, "metadata.");
    for (String key : METADATA) {
      copy(metadata, key);
    }
  }

  private void spec(Mapping spec) {
    for (Map.Entry<String, ConfigNode> entry : spec.entries().entrySet()) {
      String key = entry.getKey();
      ConfigNode value = entry.getValue();
      if (SAME.contains(key)) {
        copy(spec, key);
      } else if (key.equals("runtime")) {
        runtime(spec);
      } else if (EMPTY.contains(key)) {
        inline(spec, key);
      } else if (OBJECTS.contains(key) && value instanceof Mapping mapping) {
        fragments.put(
            (key.equals("deployment") ? ApiResource.DEPLOYMENT : ApiResource.SERVICE).kind(),
            key.equals("deployment")
                ? mapping
                : new Mapping(Map.of("spec", mapping), value.origin()));
      } else if (key.equals("horizontalPodAutoscaler")) {
        problems.add(
            Problem.of(ErrorCode.INVALID_VALUE, "spec.horizontalPodAutoscaler is not supported")
                .at(spec.keyOrigin(key))
                .because("its API, autoscaling/v2beta1, was removed in Kubernetes 1.25")
                .remedy(
                    "write autoscaling: {min: 1, max: 5, cpu: 80} in a function.yaml of its own keys"));
      } else {
        Optional<String> near =
            Nearest.of(key, List.of("handler", "timeout", "triggers", "runtime", "deployment"));
        problems.add(
            Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown key spec.%s", key)
                .at(spec.keyOrigin(key))
                .because(
                    near.map(each -> Message.of("the nearest known key is spec.%s", each))
                        .orElse(Message.of("no known key is similar")))
                .remedy(
                    near.map(each -> Message.of("write %s", each))
                        .orElse(Message.of("remove it"))));
      }
    }
  }

  private void runtime(Mapping spec) {
    String runtime = scalar(spec, "runtime");
    if (!runtime.matches("(java|jvm)[0-9.]*")) {
      problems.add(
          Problem.of(ErrorCode.RUNTIME_UNSUPPORTED, "The runtime %s cannot be packaged", runtime)
              .at(spec.keyOrigin("runtime"))
              .because("only compiled Java classes are packaged: runtime java17 and later")
              .remedy("write the function as a class that implements Handler, and remove runtime"));
    }
  }

  private void inline(Mapping spec, String key) {
    if (!scalar(spec, key).isEmpty() || spec.get(key).get().plain() instanceof Map) {
      problems.add(
          Problem.of(
                  ErrorCode.SOURCE_IN_DOCUMENT,
                  "spec.%s is source that would be compiled on the cluster",
                  key)
              .at(spec.keyOrigin(key))
              .because("only compiled classes are packaged, with the dependencies of the build")
              .remedy(
                  key.equals("deps")
                      ? Message.of(
                          "declare its dependencies in %s, and remove spec.deps", buildFile())
                      : Message.of("move it to src/main/java, and remove spec.%s", key)));
    }
  }

  private void copy(Mapping from, String key) {
    from.get(key)
        .ifPresent(
            value -> {
              keys.put(key, value);
              origins.put(key, from.keyOrigin(key));
            });
  }

  private static List<Mapping> below(Mapping mapping, String key) {
    return mapping.get(key).orElse(null) instanceof Mapping nested ? List.of(nested) : List.of();
  }

  private static String scalar(Mapping mapping, String key) {
    return mapping.get(key).orElse(null) instanceof Scalar scalar ? scalar.text() : "";
  }

  private void unknown(Mapping mapping, Set<String> known, String prefix) {
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        Optional<String> near = Nearest.of(key, known);
        problems.add(
            Problem.of(ErrorCode.UNKNOWN_KEY, "Unknown key %s%s", prefix, key)
                .at(mapping.keyOrigin(key))
                .because(
                    near.map(each -> Message.of("the nearest known key is %s%s", prefix, each))
                        .orElse(Message.of("no known key is similar")))
                .remedy(
                    near.map(each -> Message.of("write %s", each))
                        .orElse(Message.of("remove it"))));
      }
    }
  }
}
