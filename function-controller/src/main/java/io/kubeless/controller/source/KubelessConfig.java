package io.kubeless.controller.source;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The ConfigMap {@code kubeless-config}, in upstream's format. It is parsed when a function needs
 * it, so a mistake in it is a problem of this function only. The keys that are read are {@code
 * runtime-images}, {@code deployment}, {@code provision-image} and {@code provision-image-secret};
 * others have no effect.
 *
 * @param data the data of the ConfigMap; empty if it is absent
 * @see <a
 *     href="https://github.com/vmware-archive/kubeless/blob/master/docs/function-controller-configuration.md">Upstream's
 *     documentation</a>
 */
public record KubelessConfig(SortedMap<String, String> data) {
  private static final String RUNTIMES = "runtime-images";
  private static final String DEPLOYMENT = "deployment";
  // Upstream reads names without regard to case, and its own examples depend on it.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Copies the map. */
  public KubelessConfig {
    data = new TreeMap<>(data);
  }

  /** Returns the configuration of a ConfigMap. */
  public static KubelessConfig of(Map<String, String> data) {
    return new KubelessConfig(new TreeMap<>(data));
  }

  /**
   * Returns a runtime.
   *
   * @param name ID and version, such as {@code python3.13}
   * @throws ProblemException if it is not configured, or not valid
   */
  RuntimeVersion runtime(String name) {
    for (Object each : runtimes()) {
      if (each instanceof Map<?, ?> entry && names(entry).contains(name)) {
        return converted(name, entry);
      }
    }
    SortedSet<String> all = new TreeSet<>();
    runtimes()
        .forEach(each -> all.addAll(each instanceof Map<?, ?> entry ? names(entry) : List.of()));
    throw new ProblemException(
        Problem.of(ErrorCode.RUNTIME_NOT_CONFIGURED, "The runtime %s is not configured", name)
            .at("spec.runtime")
            .because(
                all.isEmpty()
                    ? Message.of("the ConfigMap kubeless-config configures no runtime")
                    : Message.of("configured are: %s", String.join(", ", all)))
            .remedy("set another runtime, or add it to runtime-images in kubeless-config"));
  }

  /** Returns a runtime; absent if it is not configured, or not valid. */
  Optional<RuntimeVersion> known(String name) {
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(runtime(name));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private static RuntimeVersion converted(String name, Map<?, ?> entry) {
    try {
      return MAPPER.convertValue(entry, RuntimeEntry.class).version(name);
    } catch (IllegalArgumentException e) {
      throw invalid(RUNTIMES, Message.of("%s: %s", name, firstLine(e)));
    }
  }

  private static List<String> names(Map<?, ?> entry) {
    String id = String.valueOf(entry.get("ID"));
    List<String> names = new ArrayList<>();
    if (entry.get("versions") instanceof List<?> versions) {
      for (Object each : versions) {
        if (each instanceof Map<?, ?> version && version.get("version") != null) {
          names.add(id + version.get("version"));
        }
      }
    }
    return names;
  }

  private List<?> runtimes() {
    Object runtimes = parsed(RUNTIMES);
    if (runtimes == null || runtimes instanceof List<?>) {
      return runtimes == null ? List.of() : (List<?>) runtimes;
    }
    throw invalid(RUNTIMES, Message.of("it is not a list"));
  }

  /**
   * Returns the Deployment into which those of functions are merged; empty if none is configured.
   *
   * @throws ProblemException if it is not valid
   */
  @SuppressWarnings("unchecked") // keys of YAML maps are texts
  Map<String, Object> deployment() {
    Object deployment = parsed(DEPLOYMENT);
    if (deployment == null || deployment instanceof Map<?, ?>) {
      return deployment == null ? Map.of() : (Map<String, Object>) deployment;
    }
    throw invalid(DEPLOYMENT, Message.of("it is not a map"));
  }

  /** Returns the image that prepares sources; absent if the image of the runtime does. */
  Optional<String> provisionImage() {
    return text("provision-image");
  }

  /** Returns the Secret with which the image that prepares sources is pulled. */
  Optional<String> provisionSecret() {
    return text("provision-image-secret");
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(data.get(key)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private @Nullable Object parsed(String key) {
    try {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(data.getOrDefault(key, ""));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw invalid(key, Message.of("line %s: %s", line, String.valueOf(e.getProblem())));
    } catch (YAMLException e) {
      throw invalid(key, Message.verbatim(firstLine(e)));
    }
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static ProblemException invalid(String key, Message why) {
    return new ProblemException(
        Problem.of(ErrorCode.RUNTIME_CONFIG_INVALID, "%s of kubeless-config is not valid", key)
            .at("configmap/kubeless-config, in the namespace of the controller")
            .because(why)
            .remedy("correct it: kubectl edit configmap kubeless-config"));
  }
}
