package io.kubeless.controller.source;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.manifest.ResourceFields;
import io.kubeless.packaging.manifest.StrategicMerge;
import io.kubeless.packaging.model.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Deployment of a Function, merged into the one that is configured for all functions. Maps are
 * merged by name, and lists by the keys that Kubernetes uses; where both have a value, that of the
 * Function is used.
 *
 * @param labels those of the Deployment
 * @param annotations those of the Deployment
 * @param spec the specification without selector, strategy and template
 * @param strategy how pods are replaced
 * @param podLabels those of the pods
 * @param podAnnotations those of the pods
 * @param pod the specification of the pods, without containers and init containers
 * @param containers the first is the function's, and has its name
 * @param initContainers those with an image
 * @param initResources the resources of an init container without an image, which apply to all that
 *     prepare source; empty for none
 */
record DeploymentFields(
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Map<String, Object> spec,
    Map<String, Object> strategy,
    SortedMap<String, String> podLabels,
    SortedMap<String, String> podAnnotations,
    Map<String, Object> pod,
    List<Map<String, Object>> containers,
    List<Map<String, Object>> initContainers,
    Map<String, Object> initResources) {
  private static final String PATH = "spec.deployment";
  private static final String POD = PATH + ".spec.template.spec";

  static DeploymentFields read(FunctionSpec function, Map<String, Object> configured) {
    return new Reader(function).read(configured);
  }

  /** Returns the image of the function's container; absent if its runtime determines it. */
  Optional<String> image() {
    return containers.get(0).get("image") instanceof String image && !image.isEmpty()
        ? Optional.of(image)
        : Optional.empty();
  }

  private record Reader(ResourceFields fields, String name, Map<String, Object> given) {
    private Reader(FunctionSpec function) {
      this(function.fields(), function.name(), function.fields().map(function.spec(), PATH));
    }

    private DeploymentFields read(Map<String, Object> configured) {
      Map<String, Object> merged = merged(configured);
      Map<String, Object> metadata = fields.map(merged, PATH + ".metadata");
      Map<String, Object> spec = new LinkedHashMap<>(fields.map(merged, PATH + ".spec"));
      Map<String, Object> template = fields.map(spec, PATH + ".spec.template");
      Map<String, Object> podMetadata = fields.map(template, PATH + ".spec.template.metadata");
      Map<String, Object> pod = new LinkedHashMap<>(fields.map(template, POD));
      List<Map<String, Object>> containers = fields.maps(pod, POD + ".containers");
      List<Map<String, Object>> init = fields.maps(pod, POD + ".initContainers");
      Map<String, Object> strategy = strategy(fields.map(spec, PATH + ".spec.strategy"));
      spec.keySet().removeAll(List.of("selector", "strategy", "template"));
      pod.keySet().removeAll(List.of("containers", "initContainers"));
      return new DeploymentFields(
          texts(metadata, PATH + ".metadata.labels"),
          texts(metadata, PATH + ".metadata.annotations"),
          spec,
          strategy,
          texts(podMetadata, PATH + ".spec.template.metadata.labels"),
          texts(podMetadata, PATH + ".spec.template.metadata.annotations"),
          pod,
          containers.isEmpty() ? List.of(Map.of("name", name)) : containers,
          init,
          resources(given).or(() -> resources(configured)).orElse(Map.of()));
    }

    private Map<String, Object> merged(Map<String, Object> configured) {
      try {
        return StrategicMerge.merge(
            StrategicMerge.merge(Map.of(), normalized(configured)), normalized(given));
      } catch (IllegalArgumentException | ClassCastException e) {
        fields.invalid(PATH, given, Message.verbatim(String.valueOf(e.getMessage())));
        return Map.of();
      }
    }

    /** Names the first container, so that those of both Deployments are one. */
    private Map<String, Object> normalized(Map<String, Object> deployment) {
      Map<String, Object> spec = new LinkedHashMap<>(fields.map(deployment, PATH + ".spec"));
      Map<String, Object> template = new LinkedHashMap<>(fields.map(spec, PATH + ".spec.template"));
      Map<String, Object> pod = new LinkedHashMap<>(fields.map(template, POD));
      List<Map<String, Object>> containers = new ArrayList<>(fields.maps(pod, POD + ".containers"));
      if (!containers.isEmpty()) {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("name", name);
        first.putAll(containers.get(0));
        first.put("name", name);
        containers.set(0, first);
      }
      pod.put("containers", containers);
      pod.put(
          "initContainers",
          fields.maps(pod, POD + ".initContainers").stream()
              .filter(each -> each.get("image") instanceof String)
              .toList());
      template.put("spec", pod);
      spec.put("template", template);
      Map<String, Object> normalized = new LinkedHashMap<>();
      normalized.put("metadata", fields.map(deployment, PATH + ".metadata"));
      normalized.put("spec", spec);
      return normalized;
    }

    private Optional<Map<String, Object>> resources(Map<String, Object> deployment) {
      Map<String, Object> template =
          fields.map(fields.map(deployment, PATH + ".spec"), PATH + ".spec.template");
      return fields.maps(fields.map(template, POD), POD + ".initContainers").stream()
          .filter(each -> !(each.get("image") instanceof String))
          .map(each -> fields.map(each, POD + ".initContainers[0].resources"))
          .filter(each -> !each.isEmpty())
          .findFirst();
    }

    private static Map<String, Object> strategy(Map<String, Object> given) {
      if ("Recreate".equals(given.get("type"))) {
        return given;
      }
      Map<String, Object> rolling = new LinkedHashMap<>();
      rolling.put("maxUnavailable", 0);
      rolling.put("maxSurge", 1);
      Map<String, Object> strategy = new LinkedHashMap<>();
      strategy.put("type", "RollingUpdate");
      strategy.put("rollingUpdate", rolling);
      return StrategicMerge.merge(strategy, given);
    }

    private SortedMap<String, String> texts(Map<String, Object> parent, String path) {
      SortedMap<String, String> texts = new TreeMap<>();
      fields.map(parent, path).forEach((key, value) -> texts.put(key, String.valueOf(value)));
      texts.keySet().removeAll(Names.RESERVED);
      return texts;
    }
  }
}
