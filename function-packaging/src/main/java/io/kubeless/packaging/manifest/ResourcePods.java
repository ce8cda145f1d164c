package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.runtime.Quantity;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings that the Deployment of a Function resource contains. */
final class ResourcePods {
  /** The variables that are derived from other fields of the resource. */
  static final Set<String> DERIVED =
      Set.of(
          RuntimeContract.FUNC_HANDLER,
          RuntimeContract.MOD_NAME,
          RuntimeContract.FUNC_TIMEOUT,
          RuntimeContract.FUNC_RUNTIME,
          RuntimeContract.FUNC_MEMORY_LIMIT,
          RuntimeContract.FUNC_PORT,
          RuntimeContract.FUNCTION_NAME,
          RuntimeContract.PROBES_ON_FUNCTION_PORT);

  private static final String PATH = "spec.deployment.spec.template.spec";
  private static final String DEFAULT_MEMORY = "256Mi";
  private static final String DEFAULT_CPU = "100m";
  private static final List<String> ARCHITECTURE_LABELS =
      List.of("kubernetes.io/arch", "beta.kubernetes.io/arch");

  private final ResourceFields fields;
  private final Map<String, Object> deployment;
  private final Map<String, Object> pod;
  private final Map<String, Object> container;

  ResourcePods(ResourceFields fields, Map<String, Object> object) {
    this.fields = fields;
    deployment = fields.map(object, "spec.deployment.spec");
    Map<String, Object> template = fields.map(deployment, "spec.deployment.spec.template");
    pod = fields.map(template, PATH);
    List<Map<String, Object>> containers = fields.maps(pod, PATH + ".containers");
    container = containers.isEmpty() ? Map.of() : containers.get(0);
  }

  Optional<String> image() {
    return fields.text(container, PATH + ".containers[0].image");
  }

  /**
   * Returns the image.
   *
   * @param name its name with the tag, if something has recorded it; without effect for an image of
   *     another repository
   */
  Image image(String reference, @Nullable String name) {
    int at = reference.indexOf('@');
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(reference.substring(at + 1));
    String own = at < 0 ? reference : reference.substring(0, at);
    Image image = new Image(own, digest, "", architectures());
    Image tagged = new Image(name == null ? own : name, digest, "", architectures());
    return digest.isPresent() && tagged.repository().equals(image.repository()) ? tagged : image;
  }

  private List<String> architectures() {
    Map<String, Object> selector = fields.map(pod, PATH + ".nodeSelector");
    for (String label : ARCHITECTURE_LABELS) {
      if (selector.get(label) instanceof String only) {
        return List.of(only);
      }
    }
    String text = pod.get("affinity") + "";
    Image any = new Image("", Optional.empty(), "", List.of("amd64", "arm64"));
    return text.equals(NodePlacement.affinity(any, false) + "")
            || text.equals(NodePlacement.affinity(any, true) + "")
        ? any.architectures()
        : List.of();
  }

  /** Returns the variables up to the first that is out of order, which is one of a fragment. */
  SortedMap<String, String> env() {
    SortedMap<String, String> env = new TreeMap<>();
    String previous = "";
    for (Map<String, Object> each : fields.maps(container, PATH + ".containers[0].env")) {
      String name = String.valueOf(each.get("name"));
      if (name.compareTo(previous) <= 0) {
        break;
      }
      previous = name;
      if (!DERIVED.contains(name) && each.get("value") instanceof String value) {
        String plain = value.replace("$$", "$");
        if (Environment.escaped(plain).equals(value)) {
          env.put(name, plain);
        }
      }
    }
    return env;
  }

  Config config() {
    return volumes()
        .filter(each -> "config".equals(each.get("name")))
        .map(each -> fields.map(each, PATH + ".volumes.configMap").get("name"))
        .filter(Objects::nonNull)
        .map(name -> Config.named("" + name))
        .findFirst()
        .orElseGet(() -> new Config(new TreeMap<>()));
  }

  /** Returns the names of the Secrets that are mounted where a function finds them. */
  List<String> secrets() {
    Set<String> mounted = new TreeSet<>();
    for (Map<String, Object> each : fields.maps(container, PATH + ".containers[0].volumeMounts")) {
      mounted.add(String.valueOf(each.get("mountPath")));
    }
    return volumes()
        .map(each -> fields.map(each, PATH + ".volumes.secret").get("secretName"))
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .filter(secret -> mounted.contains(PodTemplate.secretPath(secret)))
        .toList();
  }

  private Stream<Map<String, Object>> volumes() {
    return fields.maps(pod, PATH + ".volumes").stream();
  }

  List<String> pullSecrets() {
    List<String> names = new ArrayList<>();
    for (Map<String, Object> each : fields.maps(pod, PATH + ".imagePullSecrets")) {
      names.add(String.valueOf(each.get("name")));
    }
    return names;
  }

  Optional<String> serviceAccount() {
    return fields.text(pod, PATH + ".serviceAccountName");
  }

  OptionalInt replicas() {
    return fields.number(deployment, "spec.deployment.spec.replicas");
  }

  String memory() {
    String memory = resource("limits", "memory").orElse(DEFAULT_MEMORY);
    try {
      Quantity.bytes(memory);
      return memory;
    } catch (IllegalArgumentException e) {
      fields.invalid(
          PATH + ".containers[0].resources.limits.memory",
          memory,
          Message.of("it is not a quantity"));
      return DEFAULT_MEMORY;
    }
  }

  String cpu() {
    return resource("requests", "cpu").orElse(DEFAULT_CPU);
  }

  private Optional<String> resource(String kind, String name) {
    String path = PATH + ".containers[0].resources";
    Map<String, Object> all = fields.map(container, path);
    return Optional.ofNullable(fields.map(all, path + "." + kind).get(name)).map(String::valueOf);
  }
}
