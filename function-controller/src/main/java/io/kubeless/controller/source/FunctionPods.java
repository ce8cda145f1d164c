package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.manifest.ResourceFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pods of a function.
 *
 * @param port the port on which the function's container listens
 * @param runtime the runtime; absent if it is not configured, as for most functions with an image
 */
record FunctionPods(
    FunctionSpec function,
    KubelessConfig config,
    DeploymentFields deployment,
    int port,
    Optional<RuntimeVersion> runtime) {
  private static final String POD = "spec.deployment.spec.template.spec";
  private static final String CONTAINER = POD + ".containers[0]";

  /** The annotation of pods that changes with the source, so that they are replaced. */
  static final String CHECKSUM = Names.DOMAIN + "/source";

  static SortedMap<String, String> selector(String function) {
    return Names.selector(function);
  }

  /** Returns the image of the function's container. */
  Optional<String> image(Optional<Source> source) {
    return source.isEmpty() ? deployment.image() : runtime.map(each -> each.runtime().image());
  }

  /**
   * Returns the template.
   *
   * @param source what is prepared; absent for an image
   * @param checksum changes with the data of the ConfigMap
   */
  Map<String, Object> template(Optional<Source> source, String checksum) {
    SortedMap<String, String> labels = new TreeMap<>(deployment.podLabels());
    labels.putAll(function.objectLabels());
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put("prometheus.io/scrape", "true");
    annotations.put("prometheus.io/path", "/metrics");
    annotations.put("prometheus.io/port", String.valueOf(port));
    annotations.putAll(deployment.podAnnotations());
    annotations.putAll(function.ownAnnotations());
    if (source.isPresent()) {
      annotations.put(CHECKSUM, checksum);
    }
    return Fields.of(
        field("metadata", Fields.of(field("labels", labels), field("annotations", annotations))),
        field("spec", spec(source)));
  }

  private Map<String, Object> spec(Optional<Source> source) {
    RestrictedPods security = new RestrictedPods(function.fields());
    Map<String, Object> pod = new LinkedHashMap<>(deployment.pod());
    List<Map<String, Object>> init = new ArrayList<>();
    if (source.isPresent()) {
      initContainers(source.get()).forEach(each -> init.add(security.secured(each)));
    }
    deployment.initContainers().forEach(each -> init.add(security.secured(each)));
    List<Map<String, Object>> containers = new ArrayList<>();
    containers.add(security.secured(container(source)));
    deployment.containers().stream()
        .skip(1)
        .forEach(each -> containers.add(security.secured(each)));
    pod.putIfAbsent("enableServiceLinks", false);
    pod.putIfAbsent("affinity", affinity());
    put(pod, "imagePullSecrets", pullSecrets(source.isPresent()));
    pod.put("securityContext", security.pod(deployment.pod()));
    put(pod, "initContainers", init);
    put(pod, "containers", containers);
    put(pod, "volumes", volumes(source.isPresent()));
    return pod;
  }

  private static void put(Map<String, Object> pod, String name, List<?> list) {
    pod.remove(name);
    if (!list.isEmpty()) {
      pod.put(name, list);
    }
  }

  private List<Map<String, Object>> initContainers(Source source) {
    InitContainers containers =
        new InitContainers(
            function,
            runtime.orElseThrow(),
            source,
            config,
            environment(Optional.empty()),
            new SourceVolumes(function, runtime.orElseThrow()).preparing(),
            deployment.initResources());
    return containers.all();
  }

  private Map<String, Object> container(Optional<Source> source) {
    Map<String, Object> given = deployment.containers().get(0);
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", function.name());
    image(source).ifPresent(image -> container.put("image", image));
    given.forEach(container::putIfAbsent);
    if (source.isPresent() && !runtime.orElseThrow().runtime().command().isEmpty()) {
      container.putIfAbsent("command", runtime.get().runtime().command());
      container.putIfAbsent("workingDir", Preparation.VOLUME);
    }
    container.put("env", environment(runtime));
    container.put("ports", ports(given));
    probes(container);
    container.putIfAbsent("lifecycle", Map.of("preStop", Map.of("sleep", Map.of("seconds", 5))));
    if (source.isPresent()) {
      SourceVolumes volumes = new SourceVolumes(function, runtime.orElseThrow());
      container.put("volumeMounts", volumes.mounts(given, CONTAINER + ".volumeMounts"));
    }
    return container;
  }

  private List<Map<String, Object>> environment(Optional<RuntimeVersion> version) {
    Map<String, Object> given = deployment.containers().get(0);
    ResourceFields fields = function.fields();
    Map<String, Object> resources = fields.map(given, CONTAINER + ".resources");
    Map<String, Object> limits = fields.map(resources, CONTAINER + ".resources.limits");
    Object memory = limits.getOrDefault("memory", "");
    return ContainerEnvironment.of(
        function, fields.maps(given, CONTAINER + ".env"), String.valueOf(memory), port, version);
  }

  private List<Map<String, Object>> ports(Map<String, Object> given) {
    List<Map<String, Object>> ports =
        new ArrayList<>(function.fields().maps(given, CONTAINER + ".ports"));
    boolean declared =
        ports.stream()
            .anyMatch(
                each ->
                    each.get("containerPort") instanceof Number number
                        && number.intValue() == port);
    if (!declared) {
      ports.add(Fields.of(field("containerPort", port), field("protocol", "TCP")));
    }
    return ports;
  }

  private void probes(Map<String, Object> container) {
    Map<String, Object> configured = runtime.map(RuntimeVersion::liveness).orElse(Map.of());
    container.putIfAbsent(
        "livenessProbe", configured.isEmpty() ? Probes.liveness(port) : configured);
    Map<String, Object> liveness = function.fields().map(container, CONTAINER + ".livenessProbe");
    container.putIfAbsent("readinessProbe", Probes.readiness(liveness));
    container.putIfAbsent("startupProbe", Probes.startup(liveness));
  }

  private List<Map<String, Object>> pullSecrets(boolean source) {
    Set<String> names = new LinkedHashSet<>();
    function
        .fields()
        .maps(deployment.pod(), POD + ".imagePullSecrets")
        .forEach(each -> names.add(String.valueOf(each.get("name"))));
    if (source) {
      config.provisionSecret().ifPresent(names::add);
      names.addAll(runtime.orElseThrow().pullSecrets());
    }
    return names.stream().map(name -> Fields.of(field("name", name))).toList();
  }

  private List<Map<String, Object>> volumes(boolean source) {
    String path = POD + ".volumes";
    return source
        ? new SourceVolumes(function, runtime.orElseThrow()).volumes(deployment.pod(), path)
        : function.fields().maps(deployment.pod(), path);
  }

  private Map<String, Object> affinity() {
    return Map.of(
        "podAntiAffinity",
        Map.of(
            "preferredDuringSchedulingIgnoredDuringExecution",
            List.of(
                Fields.of(
                    field("weight", 100),
                    field(
                        "podAffinityTerm",
                        Fields.of(
                            field(
                                "labelSelector", Map.of("matchLabels", selector(function.name()))),
                            field("topologyKey", "kubernetes.io/hostname")))))));
  }
}
