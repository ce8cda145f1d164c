package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields.Field;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The objects of an installation of the controller, without the definitions of its resources. */
public final class ControllerObjects {
  private ControllerObjects() {}

  /** Returns the label that selects the controller's pods. */
  static Map<String, String> selector() {
    return new TreeMap<>(Map.of("app.kubernetes.io/name", Installation.NAME));
  }

  /** Returns the objects, in the order in which they are applied. */
  public static List<KubernetesObject> of(Installation installation) {
    List<KubernetesObject> objects = new ArrayList<>();
    objects.add(
        object(
            InstalledResource.NAMESPACE,
            installation,
            installation.namespace(),
            Map.of("pod-security.kubernetes.io/enforce", "restricted")));
    objects.add(account(installation));
    objects.addAll(new ControllerAccess(installation).objects());
    if (!installation.config().isEmpty()) {
      objects.add(
          object(
              InstalledResource.CONFIG_MAP,
              installation,
              ControllerAccess.CONFIG,
              Map.of(),
              field("data", installation.config())));
    }
    objects.add(
        object(
            InstalledResource.POD_DISRUPTION_BUDGET,
            installation,
            Installation.NAME,
            Map.of(),
            field(
                "spec",
                Fields.of(
                    field("maxUnavailable", 1),
                    field("unhealthyPodEvictionPolicy", "AlwaysAllow"),
                    field("selector", Map.of("matchLabels", selector()))))));
    objects.add(ControllerPods.deployment(installation));
    return List.copyOf(objects);
  }

  /**
   * Returns the objects as YAML, by the names of their files. kubectl applies the files of a
   * directory in the order of their names, so that of the namespace is the first.
   */
  public static SortedMap<String, String> toYaml(Installation installation) {
    SortedMap<String, String> files = new TreeMap<>();
    for (KubernetesObject each : of(installation)) {
      String name =
          each.kind().equals(InstalledResource.NAMESPACE.kind())
              ? "00-namespace.yaml"
              : fileName(each, installation);
      files.put(name, Yaml.write(each.content()));
    }
    return files;
  }

  /** Returns the name of a file; that of an object in a served namespace contains the namespace. */
  static String fileName(KubernetesObject object, Installation installation) {
    String name = object.fileName(Installation.NAME);
    String namespace = object.namespace();
    return namespace.isEmpty() || namespace.equals(installation.namespace())
        ? name
        : name.replaceFirst("\\.yaml$", "-of-" + namespace + ".yaml");
  }

  private static KubernetesObject account(Installation installation) {
    return object(
        InstalledResource.SERVICE_ACCOUNT,
        installation,
        Installation.NAME,
        Map.of(),
        field("automountServiceAccountToken", false),
        field(
            "imagePullSecrets",
            Fields.unlessEmpty(
                installation.imagePullSecrets().stream()
                    .map(name -> Fields.of(field("name", name)))
                    .toList())));
  }

  /** Returns the labels of all objects of an installation. */
  static SortedMap<String, String> labels(Installation installation) {
    SortedMap<String, String> labels = new TreeMap<>(selector());
    labels.put(Names.MANAGED_BY, installation.manager());
    labels.put(Installation.INSTALLATION, installation.namespace());
    return labels;
  }

  static KubernetesObject object(
      InstalledResource kind,
      Installation installation,
      String name,
      Map<String, String> labels,
      Field... fields) {
    return object(kind, installation, installation.namespace(), name, labels, fields);
  }

  /**
   * Returns an object.
   *
   * @param namespace its namespace; not used for an object of the cluster
   * @param labels labels in addition to those of all objects
   */
  static KubernetesObject object(
      InstalledResource kind,
      Installation installation,
      String namespace,
      String name,
      Map<String, String> labels,
      Field... fields) {
    SortedMap<String, String> all = labels(installation);
    all.putAll(labels);
    Map<String, Object> content =
        Fields.of(
            field("apiVersion", kind.apiVersion()),
            field("kind", kind.kind()),
            field(
                "metadata",
                Fields.of(
                    field("name", name),
                    field("namespace", kind.isOfCluster() ? null : namespace),
                    field("labels", all))));
    content.putAll(Fields.of(fields));
    return new KubernetesObject(content);
  }
}
