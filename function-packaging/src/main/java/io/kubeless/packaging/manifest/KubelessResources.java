package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The resources that a controller of Kubeless serves. The Function contains a prebuilt image. Its
 * source is empty, so the controller does not change the environment and the pull secrets. Every
 * scalar is a text, because one number stops the controller for the whole cluster.
 *
 * @see <a href="https://github.com/vmware-archive/kubeless/tree/master/docs">Kubeless</a>
 */
final class KubelessResources {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private KubelessResources() {}

  static KubernetesObject function(Function function, Fragments fragments) {
    Map<String, Object> deployment =
        Fields.of(
            field(
                "spec",
                Fields.of(
                    field("replicas", Fields.number(function.fixedReplicas())),
                    field(
                        "template",
                        Map.of("spec", new PodTemplate(function, Target.KUBELESS).spec())))));
    return Metadata.object(
        ApiResource.FUNCTION,
        function,
        function.name(),
        annotations(function, fragments),
        field(
            "spec",
            Fields.of(
                field("handler", Environment.module(function) + "." + Environment.method(function)),
                field("runtime", Environment.runtime(function)),
                field("function", ""),
                field("function-content-type", ""),
                field("checksum", ""),
                field("deps", ""),
                field("timeout", String.valueOf(function.runtime().timeout().toSeconds())),
                field("service", Services.spec(function)),
                field("deployment", deployment),
                field(
                    "horizontalPodAutoscaler",
                    function
                        .resources()
                        .autoscaling()
                        .filter(scaling -> !scaling.onLag())
                        .map(scaling -> Autoscalers.kubeless(function, scaling))))));
  }

  /**
   * Returns the annotations, also those with what the specification has no field for. A controller
   * of this project renders the objects of target {@code kubernetes} with them; others ignore them.
   */
  private static SortedMap<String, String> annotations(Function function, Fragments fragments) {
    SortedMap<String, String> annotations = new TreeMap<>(function.annotations());
    annotations.put(Names.IMAGE, function.image().name());
    annotations.put(
        Names.RUNTIME_PARTS,
        function.parts().stream()
            .map(part -> part.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(",")));
    if (!fragments.byKind().isEmpty()) {
      annotations.put(Names.FRAGMENTS, json(fragments));
    }
    return annotations;
  }

  private static String json(Fragments fragments) {
    SortedMap<String, List<Map<String, Object>>> content = new TreeMap<>();
    fragments
        .byKind()
        .forEach(
            (kind, all) ->
                content.put(kind, all.stream().map(Fragments.Fragment::content).toList()));
    try {
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e); // what was read from YAML can be written as JSON
    }
  }

  /** Returns a payload that is a JSON object or array; empty for any other text. */
  static Optional<Object> structure(String payload) {
    try {
      return Optional.ofNullable(JSON.readValue(payload, Object.class))
          .filter(json -> json instanceof Map<?, ?> || json instanceof List<?>);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
