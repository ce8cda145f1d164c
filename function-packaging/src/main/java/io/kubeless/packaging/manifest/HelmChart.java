package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Helm chart with the objects of an installation. They are rendered with expressions in place of
 * the values that users of the chart set: the image, the served namespaces, and the Secrets for
 * pulling the image. The namespace is that of the release.
 *
 * @see <a href="https://helm.sh/docs/topics/charts/">Charts</a>
 */
public final class HelmChart {
  private static final String NAMESPACES = "{{ join \",\" $.Values.namespaces }}";
  private static final String END = "{{- end }}\n";
  private static final String PULL_SECRETS =
      """
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
      {{- range . }}
      - name: {{ . }}
      {{- end }}
      {{- end }}
      """;

  private HelmChart() {}

  /**
   * Returns the files of the chart, by their paths.
   *
   * @param installation its version is that of the chart; its image, served namespaces and Secrets
   *     are the defaults of the chart
   * @param definitions the YAML of the definitions, by file name
   */
  public static SortedMap<String, String> of(
      Installation installation, Map<String, String> definitions) {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("Chart.yaml", Yaml.write(description(installation)));
    files.put("values.yaml", Yaml.write(values(installation)));
    definitions.forEach((name, yaml) -> files.put("crds/" + name, yaml));
    template(installation, new TreeSet<>(), files);
    template(installation, new TreeSet<>(List.of(NAMESPACES)), files);
    return files;
  }

  private static Map<String, Object> description(Installation installation) {
    return Fields.of(
        field("apiVersion", "v2"),
        field("name", Installation.NAME),
        field("description", "Turns the resources of Kubeless into running functions"),
        field("type", "application"),
        field("version", installation.version()),
        field("appVersion", installation.version()));
  }

  private static Map<String, Object> values(Installation installation) {
    return Fields.of(
        field("image", installation.image().reference()),
        field("forwarderImage", installation.forwarder().map(Image::reference)),
        field("imagePullSecrets", new ArrayList<>(installation.imagePullSecrets())),
        field("namespaces", new ArrayList<>(installation.namespaces())));
  }

  private static void template(
      Installation installation, SortedSet<String> namespaces, SortedMap<String, String> files) {
    Installation template =
        new Installation(
            "{{ $.Release.Namespace }}",
            installation.version(),
            "{{ $.Release.Service }}",
            namespaces,
            image(installation.image(), "{{ .Values.image }}"),
            installation.forwarder().map(each -> image(each, "{{ .Values.forwarderImage }}")),
            installation.config(),
            List.of());
    for (KubernetesObject each : ControllerObjects.of(template)) {
      String yaml = Yaml.write(each.content());
      String name = each.fileName(Installation.NAME);
      switch (InstalledResource.of(each)) {
        case NAMESPACE -> {} // --create-namespace of Helm
        case CLUSTER_ROLE_BINDING ->
            files.put("templates/" + name, "{{- if not .Values.namespaces }}\n" + yaml + END);
        case SERVICE_ACCOUNT -> files.put("templates/" + name, yaml + PULL_SECRETS);
        default ->
            files.put(
                "templates/" + name,
                each.namespace().equals(NAMESPACES) ? forEachNamespace(yaml) : yaml);
      }
    }
  }

  private static Image image(Image image, String expression) {
    return new Image(expression, Optional.empty(), image.base(), image.architectures());
  }

  private static String forEachNamespace(String yaml) {
    return "{{- range .Values.namespaces }}\n---\n" + yaml.replace(NAMESPACES, "{{ . }}") + END;
  }
}
