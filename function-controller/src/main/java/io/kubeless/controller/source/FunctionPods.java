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
import java.util.TreeSet;

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

  private static final String SECURITY = POD + ".containers.securityContext";

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
    Map<String, Object> pod = new LinkedHashMap<>(deployment.pod());
    List<Map<String, Object>> init = new ArrayList<>();
    if (source.isPresent()) {
      init.addAll(initContainers(source.get()));
    }
    deployment.initContainers().forEach(each -> init.add(secured(each)));
    List<Map<String, Object>> containers = new ArrayList<>();
    containers.add(secured(container(source)));
    deployment.containers().stream().skip(1).forEach(each -> containers.add(secured(each)));
    pod.putIfAbsent("enableServiceLinks", false);
    pod.putIfAbsent("affinity", affinity());
    put(pod, "imagePullSecrets", pullSecrets(source.isPresent()));
    pod.put("securityContext", podSecurity());
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
            List.of(installMount(), sourceMount()),
            deployment.initResources());
    return containers.all().stream().map(this::secured).toList();
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
      List<Map<String, Object>> mounts = new ArrayList<>();
      mounts.add(installMount());
      runtime
          .orElseThrow()
          .runtime()
          .secrets()
          .forEach(secret -> mounts.add(SecretVolumes.mount(secret)));
      mounts.addAll(without(given, "volumeMounts", "mountPath", mounts));
      container.put("volumeMounts", mounts);
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
    List<Map<String, Object>> volumes = new ArrayList<>();
    if (source) {
      volumes.add(Fields.of(field("name", installVolume()), field("emptyDir", Map.of())));
      volumes.add(
          Fields.of(
              field("name", sourceVolume()),
              field("configMap", Fields.of(field("name", function.name())))));
      Set<String> secrets = new TreeSet<>();
      runtime.orElseThrow().phases().values().forEach(each -> secrets.addAll(each.secrets()));
      secrets.forEach(secret -> volumes.add(SecretVolumes.volume(secret)));
    }
    volumes.addAll(without(deployment.pod(), "volumes", "name", volumes));
    return volumes;
  }

  /** Returns the entries of a list, without those that have the same key as one of others. */
  private List<Map<String, Object>> without(
      Map<String, Object> parent, String list, String key, List<Map<String, Object>> others) {
    return function.fields().maps(parent, POD + "." + list).stream()
        .filter(
            each ->
                others.stream()
                    .noneMatch(other -> String.valueOf(other.get(key)).equals("" + each.get(key))))
        .toList();
  }

  private String installVolume() {
    return VolumeNames.of(function.name());
  }

  private String sourceVolume() {
    return VolumeNames.of(function.name() + "-deps");
  }

  private Map<String, Object> installMount() {
    return Fields.of(field("name", installVolume()), field("mountPath", Preparation.VOLUME));
  }

  private Map<String, Object> sourceMount() {
    return Fields.of(field("name", sourceVolume()), field("mountPath", Preparation.SOURCE));
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

  /**
   * Returns the security context of the pods. If the Function has one, as {@code {}} on clusters
   * that assign users, no user is set.
   */
  private Map<String, Object> podSecurity() {
    Map<String, Object> given = function.fields().map(deployment.pod(), POD + ".securityContext");
    Map<String, Object> context = new LinkedHashMap<>();
    boolean root = given.get("runAsUser") instanceof Number user && user.longValue() == 0;
    if (!root) {
      context.put("runAsNonRoot", true);
    }
    if (!deployment.pod().containsKey("securityContext")) {
      context.put("runAsUser", 1000);
      context.put("fsGroup", 1000);
    }
    context.put("seccompProfile", Map.of("type", "RuntimeDefault"));
    context.putAll(given);
    return context;
  }

  private Map<String, Object> secured(Map<String, Object> container) {
    Map<String, Object> given = function.fields().map(container, SECURITY);
    Map<String, Object> context = new LinkedHashMap<>();
    if (!Boolean.TRUE.equals(given.get("privileged"))) {
      Map<String, Object> capabilities = new LinkedHashMap<>();
      capabilities.put("drop", List.of("ALL"));
      capabilities.putAll(function.fields().map(given, SECURITY + ".capabilities"));
      context.put("allowPrivilegeEscalation", false);
      context.putAll(given);
      context.put("capabilities", capabilities);
    } else {
      context.putAll(given);
    }
    Map<String, Object> secured = new LinkedHashMap<>(container);
    secured.put("securityContext", context);
    return secured;
  }
}
