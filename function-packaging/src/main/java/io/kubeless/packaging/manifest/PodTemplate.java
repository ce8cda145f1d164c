package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pods of a function. */
final class PodTemplate {
  private static final int PORT = RuntimeContract.DEFAULT_PORT;
  private static final int MANAGEMENT = RuntimeContract.DEFAULT_MANAGEMENT_PORT;

  /** A directory for temporary files, which every container needs. */
  static final Map<String, Object> TMP =
      Fields.of(field("name", "tmp"), field("emptyDir", Map.of()));

  static final Map<String, Object> TMP_MOUNT =
      Fields.of(field("name", "tmp"), field("mountPath", "/tmp"));

  private final Function function;
  private final Target target;
  private final boolean kubernetes;

  PodTemplate(Function function, Target target) {
    this.function = function;
    this.target = target;
    this.kubernetes = target == Target.KUBERNETES;
  }

  /** Returns the labels, the annotations and the specification. */
  Map<String, Object> template() {
    return Fields.of(
        field(
            "metadata",
            Fields.of(
                field("labels", Names.podLabels(function)),
                field(
                    "annotations",
                    Fields.of(
                        field("prometheus.io/path", RuntimeContract.METRICS_PATH),
                        field("prometheus.io/port", String.valueOf(MANAGEMENT)),
                        field("prometheus.io/scrape", "true"))))),
        field("spec", spec()));
  }

  /**
   * Returns the specification. The controller of Kubeless drops fields that are newer than
   * Kubernetes 1.10, so they are omitted.
   */
  Map<String, Object> spec() {
    Map<String, Object> spec = common(token());
    spec.putAll(
        Fields.of(
            field(
                "terminationGracePeriodSeconds",
                RuntimeContract.DEFAULT_DRAIN_SECONDS
                    + function.runtime().timeout().toSeconds()
                    + 5),
            field("topologySpreadConstraints", kubernetes ? spread() : null),
            field(
                "containers",
                List.of(
                    container(
                        function.name(),
                        Command.function(function),
                        Environment.of(function, target),
                        service(),
                        resources(),
                        mounts()))),
            field("volumes", volumes())));
    return spec;
  }

  /**
   * Returns the specification that all pods of the function have in common.
   *
   * @param token whether the pod gets a token; null if its account determines it
   */
  Map<String, Object> common(@Nullable Boolean token) {
    return Fields.of(
        field(
            "serviceAccountName",
            kubernetes
                ? function.access().serviceAccount().orElse(function.name())
                : function.access().serviceAccount()),
        field("automountServiceAccountToken", token),
        field("enableServiceLinks", kubernetes ? false : null),
        field("nodeSelector", NodePlacement.selector(function.image(), kubernetes)),
        field("affinity", NodePlacement.affinity(function.image(), kubernetes)),
        field("imagePullSecrets", pullSecrets()),
        field("securityContext", PodSecurity.pod(kubernetes)));
  }

  /**
   * Returns whether pods get a token; absent for an account that the user names, which decides it.
   * The function's own account needs no token.
   */
  @Nullable Boolean token() {
    return function.access().serviceAccount().isPresent() ? null : false;
  }

  private @Nullable Object pullSecrets() {
    return Fields.unlessEmpty(
        function.access().imagePullSecrets().stream()
            .map(name -> Fields.of(field("name", name)))
            .toList());
  }

  private List<Map<String, Object>> spread() {
    return List.of(
        Fields.of(
            field("maxSkew", 1),
            field("topologyKey", "kubernetes.io/hostname"),
            field("whenUnsatisfiable", "ScheduleAnyway"),
            field("labelSelector", Map.of("matchLabels", Names.selector(function.name())))));
  }

  /**
   * Returns a container with the function's image.
   *
   * @param service ports and probes; empty for a container without a server
   */
  Map<String, Object> container(
      String name,
      List<String> command,
      List<Map<String, Object>> environment,
      Map<String, Object> service,
      Map<String, Object> resources,
      List<Map<String, Object>> mounts) {
    Map<String, Object> container =
        Fields.of(
            field("name", name),
            field("image", function.image().reference()),
            field("command", command),
            field("env", environment));
    container.putAll(service);
    container.putAll(
        Fields.of(
            field("resources", resources),
            field("securityContext", PodSecurity.container()),
            field("volumeMounts", mounts)));
    return container;
  }

  private Map<String, Object> service() {
    return Fields.of(
        field(
            "ports",
            kubernetes ? List.of(port("http", PORT), port("management", MANAGEMENT)) : null),
        field("startupProbe", kubernetes ? probe(startupPath(), MANAGEMENT, 1, 60) : null),
        field(
            "readinessProbe",
            kubernetes
                ? probe(RuntimeContract.READINESS_PATH, MANAGEMENT, 5, 3)
                : probe(RuntimeContract.HEALTH_PATH, PORT, 5, 3)),
        field("livenessProbe", probe(RuntimeContract.LIVENESS_PATH, MANAGEMENT, 10, 6)));
  }

  /**
   * Returns the path of the startup probe, whose failure ends the container. If the function is
   * only ready with its brokers, that must not happen while they are away.
   */
  private String startupPath() {
    return Environment.requiresSources(function)
        ? RuntimeContract.LIVENESS_PATH
        : RuntimeContract.READINESS_PATH;
  }

  Map<String, Object> resources() {
    return resources(function.resources().cpu(), function.resources().memory());
  }

  /**
   * Returns the resources of a container.
   *
   * @param memory memory request and limit
   */
  static Map<String, Object> resources(String cpu, String memory) {
    return Fields.of(
        field("requests", Fields.of(field("cpu", cpu), field("memory", memory))),
        field("limits", Fields.of(field("memory", memory))));
  }

  private static Map<String, Object> port(String name, int number) {
    return Fields.of(field("name", name), field("containerPort", number), field("protocol", "TCP"));
  }

  static Map<String, Object> probe(String path, int port, int period, int failures) {
    return Fields.of(
        field("httpGet", Fields.of(field("path", path), field("port", port))),
        field("periodSeconds", period),
        field("timeoutSeconds", 3),
        field("failureThreshold", failures));
  }

  List<Map<String, Object>> mounts() {
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(TMP_MOUNT);
    configName()
        .ifPresent(name -> mounts.add(mount("config", RuntimeContract.DEFAULT_CONFIG_DIRECTORY)));
    for (String secret : function.mountedSecrets()) {
      mounts.add(secretMount(secret));
    }
    return mounts;
  }

  static Map<String, Object> secretMount(String secret) {
    return mount(volume(secret), secretPath(secret));
  }

  /** Returns the directory of a mounted Secret. */
  static String secretPath(String secret) {
    return RuntimeContract.DEFAULT_SECRETS_DIRECTORY + "/" + secret;
  }

  /** Returns the volume of a Secret, with further fields of its source. */
  static Map<String, Object> secretVolume(String secret, Fields.Field... fields) {
    Map<String, Object> source = Fields.of(field("secretName", secret));
    source.putAll(Fields.of(fields));
    return Fields.of(field("name", volume(secret)), field("secret", source));
  }

  private static Map<String, Object> mount(String name, String path) {
    return Fields.of(field("name", name), field("mountPath", path), field("readOnly", true));
  }

  List<Map<String, Object>> volumes() {
    List<Map<String, Object>> volumes = new ArrayList<>();
    volumes.add(TMP);
    configName()
        .ifPresent(
            name ->
                volumes.add(
                    Fields.of(field("name", "config"), field("configMap", Map.of("name", name)))));
    for (String secret : function.mountedSecrets()) {
      volumes.add(secretVolume(secret));
    }
    return volumes;
  }

  /**
   * Returns the name of a volume, which must be a DNS label. The name of a Secret may be longer and
   * contain dots.
   */
  private static String volume(String secret) {
    String name = "secret-" + secret.replace('.', '-');
    return name.length() <= 63 && !secret.contains(".")
        ? name
        : name.substring(0, Math.min(name.length(), 54)) + "-" + Names.hash(secret, 8);
  }

  private Optional<String> configName() {
    return function.runtime().config().isEmpty()
        ? Optional.empty()
        : Optional.of(Names.config(function.name(), function.runtime().config()));
  }
}
