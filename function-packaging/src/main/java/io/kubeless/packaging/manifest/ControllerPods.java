package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pods of the controller: two, of which one acts and the other takes its place. They satisfy
 * the <em>restricted</em> standard for pods.
 */
final class ControllerPods {
  private static final int REPLICAS = 2;
  private static final String MEMORY = "256Mi";
  private static final String CPU = "100m";
  // The rest of the limit is for classes, threads, and buffers of the HTTP client.
  private static final String HEAP = "-Xmx128m";
  private static final int MANAGEMENT = RuntimeContract.DEFAULT_MANAGEMENT_PORT;

  private ControllerPods() {}

  static KubernetesObject deployment(Installation installation) {
    return ControllerObjects.object(
        InstalledResource.DEPLOYMENT,
        installation,
        Installation.NAME,
        Map.of("app.kubernetes.io/version", label(installation.version())),
        field(
            "spec",
            Fields.of(
                field("replicas", REPLICAS),
                field("selector", Map.of("matchLabels", ControllerObjects.selector())),
                field(
                    "strategy",
                    Fields.of(
                        field("type", "RollingUpdate"),
                        field(
                            "rollingUpdate",
                            Fields.of(field("maxSurge", 1), field("maxUnavailable", 0))))),
                field("template", template(installation)))));
  }

  /** Returns a version as the value of a label, which may not contain all of its characters. */
  private static String label(String version) {
    return version.replaceAll("[^\\w.-]", "_");
  }

  private static Map<String, Object> template(Installation installation) {
    SortedMap<String, String> labels = new TreeMap<>(ControllerObjects.selector());
    labels.put("kubeless", "controller");
    return Fields.of(
        field(
            "metadata",
            Fields.of(
                field("labels", labels),
                field(
                    "annotations",
                    Fields.of(
                        field("prometheus.io/path", RuntimeContract.METRICS_PATH),
                        field("prometheus.io/port", String.valueOf(MANAGEMENT)),
                        field("prometheus.io/scrape", "true"))))),
        field("spec", spec(installation)));
  }

  private static Map<String, Object> spec(Installation installation) {
    return Fields.of(
        field("serviceAccountName", Installation.NAME),
        field("automountServiceAccountToken", true),
        field("enableServiceLinks", false),
        field("nodeSelector", NodePlacement.selector(installation.image(), true)),
        field("affinity", NodePlacement.affinity(installation.image(), true)),
        field("securityContext", PodSecurity.pod(true)),
        field("terminationGracePeriodSeconds", 30),
        field(
            "topologySpreadConstraints",
            List.of(
                Fields.of(
                    field("maxSkew", 1),
                    field("topologyKey", "kubernetes.io/hostname"),
                    field("whenUnsatisfiable", "ScheduleAnyway"),
                    field("labelSelector", Map.of("matchLabels", ControllerObjects.selector()))))),
        field("containers", List.of(container(installation))),
        field("volumes", List.of(PodTemplate.TMP)));
  }

  private static Map<String, Object> container(Installation installation) {
    return Fields.of(
        field("name", "controller"),
        field("image", installation.image().reference()),
        field("command", List.of("java", HEAP, "@" + Command.ARGUMENTS, Installation.MAIN_CLASS)),
        field("env", environment(installation)),
        field(
            "ports",
            List.of(
                Fields.of(
                    field("name", "management"),
                    field("containerPort", MANAGEMENT),
                    field("protocol", "TCP")))),
        field("startupProbe", PodTemplate.probe(RuntimeContract.LIVENESS_PATH, MANAGEMENT, 1, 60)),
        field(
            "readinessProbe", PodTemplate.probe(RuntimeContract.READINESS_PATH, MANAGEMENT, 5, 3)),
        field("livenessProbe", PodTemplate.probe(RuntimeContract.LIVENESS_PATH, MANAGEMENT, 10, 6)),
        field("resources", PodTemplate.resources(CPU, MEMORY)),
        field("securityContext", PodSecurity.container()),
        field("volumeMounts", List.of(PodTemplate.TMP_MOUNT)));
  }

  private static List<Map<String, Object>> environment(Installation installation) {
    List<Map<String, Object>> environment = new ArrayList<>();
    environment.add(ofPod("POD_NAME", "metadata.name"));
    environment.add(ofPod("POD_NAMESPACE", "metadata.namespace"));
    environment.add(variable("KUBELESS_NAMESPACES", String.join(",", installation.namespaces())));
    installation
        .forwarder()
        .ifPresent(each -> environment.add(variable("KUBELESS_FORWARDER_IMAGE", each.reference())));
    return environment;
  }

  private static Map<String, Object> variable(String name, String value) {
    return Fields.of(field("name", name), field("value", value));
  }

  private static Map<String, Object> ofPod(String name, String path) {
    return Fields.of(
        field("name", name), field("valueFrom", Map.of("fieldRef", Map.of("fieldPath", path))));
  }
}
