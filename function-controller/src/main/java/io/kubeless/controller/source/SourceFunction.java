package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import io.kubeless.packaging.manifest.Fields.Field;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Renders a Function with source, or with an image that does not contain this project's runtime:
 * the ConfigMap, the Service, the Deployment and the HorizontalPodAutoscaler that upstream's
 * controller makes, for API servers and Pod Security Standards of today. A ServiceMonitor is not
 * among them; pods have the annotations for Prometheus.
 */
public final class SourceFunction {
  private final FunctionSpec function;
  private final KubelessConfig config;

  private SourceFunction(FunctionSpec function, KubelessConfig config) {
    this.function = function;
    this.config = config;
  }

  /**
   * Returns the objects of a Function. The same input has the same result.
   *
   * @throws ProblemException with all problems, if the Function or what it needs of the
   *     configuration is not valid
   */
  public static Rendered render(KubernetesObject function, KubelessConfig config) {
    List<Problem> problems = new ArrayList<>();
    FunctionSpec spec = FunctionSpec.read(function, problems);
    Rendered rendered;
    try {
      rendered = new SourceFunction(spec, config).rendered();
    } catch (ProblemException e) {
      problems.addAll(e.problems());
      throw new ProblemException(problems.stream().distinct().toList());
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems.stream().distinct().toList());
    }
    return rendered;
  }

  private Rendered rendered() {
    DeploymentFields deployment = DeploymentFields.read(function, config.deployment());
    FunctionService service = FunctionService.read(function);
    Optional<Map<String, Object>> autoscaler = FunctionAutoscaler.read(function);
    Optional<RuntimeVersion> runtime;
    Optional<Source> source = Optional.empty();
    if (deployment.image().isPresent()) {
      runtime = config.known(function.runtime());
    } else {
      runtime = Optional.of(requiredRuntime());
      source = Optional.of(Source.read(function, runtime.get().suffix()));
    }
    SourceData data = SourceData.of(function, runtime, source);
    FunctionPods pods = new FunctionPods(function, config, deployment, service.port(), runtime);
    Map<String, Object> template = pods.template(source, data.checksum());
    List<KubernetesObject> objects = new ArrayList<>();
    objects.add(
        object(
            "v1", "ConfigMap", function.name(), field("data", Fields.unlessEmpty(data.entries()))));
    objects.add(object("v1", "Service", function.name(), field("spec", service.spec())));
    objects.add(deployment(deployment, template, autoscaler.isPresent()));
    autoscaler.ifPresent(
        each ->
            objects.add(
                object(
                    "autoscaling/v2",
                    "HorizontalPodAutoscaler",
                    String.valueOf(each.get("name")),
                    field("spec", each.get("spec")))));
    return new Rendered(objects, pods.image(source));
  }

  private RuntimeVersion requiredRuntime() {
    if (function.source().isEmpty()) {
      throw missing("neither source nor an image", "spec.function", "function or an image");
    }
    Object handler = function.spec().get("handler");
    if (handler == null || handler.equals("")) {
      throw missing("source but no handler", "spec.handler", "handler, such as hello.handler");
    }
    if (function.runtime().isEmpty()) {
      throw missing("source but no runtime", "spec.runtime", "runtime, such as python3.13");
    }
    return config.runtime(function.runtime());
  }

  private ProblemException missing(String what, String where, String remedy) {
    return new ProblemException(
        Problem.of(ErrorCode.RESOURCE_INVALID, "Function %s has %s", function.name(), what)
            .at("%s of %s", where, function.fields().name())
            .remedy("set %s: kubectl edit %s", remedy, function.fields().name()));
  }

  private KubernetesObject deployment(
      DeploymentFields fields, Map<String, Object> template, boolean scaled) {
    Map<String, Object> spec = new LinkedHashMap<>(fields.spec());
    if (scaled) {
      spec.remove("replicas"); // they are the autoscaler's
    }
    spec.put("selector", Map.of("matchLabels", FunctionPods.selector(function.name())));
    spec.put("strategy", fields.strategy());
    spec.put("template", template);
    SortedMap<String, String> labels = new TreeMap<>(fields.labels());
    labels.putAll(function.objectLabels());
    SortedMap<String, String> annotations = new TreeMap<>(fields.annotations());
    annotations.putAll(function.ownAnnotations());
    return object(
        "apps/v1", "Deployment", function.name(), labels, annotations, field("spec", spec));
  }

  private KubernetesObject object(String version, String kind, String name, Field content) {
    return object(version, kind, name, function.objectLabels(), new TreeMap<>(), content);
  }

  private KubernetesObject object(
      String version,
      String kind,
      String name,
      SortedMap<String, String> labels,
      SortedMap<String, String> annotations,
      Field content) {
    Map<String, Object> metadata =
        Fields.of(
            field("name", name),
            field("namespace", function.namespace()),
            field("labels", labels),
            field("annotations", Fields.unlessEmpty(annotations)));
    Object value = copy(content.value());
    return new KubernetesObject(
        Fields.of(
            field("apiVersion", version),
            field("kind", kind),
            field("metadata", metadata),
            field(content.name(), value)));
  }

  /** Without nulls. A map that occurs twice would be a reference in YAML. */
  private static @Nullable Object copy(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach(
          (name, each) -> {
            if (each != null) {
              copy.put(name, copy(each));
            }
          });
      return copy;
    }
    return value instanceof List<?> list
        ? list.stream().filter(Objects::nonNull).map(SourceFunction::copy).toList()
        : value;
  }
}
