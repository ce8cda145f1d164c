package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Origin;
import io.kubeless.runtime.RuntimeContract;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The default values of unset keys. */
final class FunctionDefaults {
  // The newest long-term support release of the default base image.
  private static final int LONG_TERM_RELEASE = 25;
  static final Origin ORIGIN = Origin.of("default");
  static final String TIMEOUT = RuntimeContract.DEFAULT_TIMEOUT_SECONDS + "s";
  static final String MEMORY = "256Mi";
  static final String CPU = "100m";
  static final int LEAST_PODS = 1;
  static final int CPU_PERCENT = 80;

  private FunctionDefaults() {}

  static Mapping of(String name, HandlerClass handler) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    entries.put("name", new Scalar(name, ORIGIN));
    entries.put("handler", new Scalar(handler.name(), ORIGIN));
    entries.put("timeout", new Scalar(TIMEOUT, ORIGIN));
    entries.put("memory", new Scalar(MEMORY, ORIGIN));
    entries.put("cpu", new Scalar(CPU, ORIGIN));
    return new Mapping(entries, ORIGIN);
  }

  /**
   * Returns the default values of the image. Its name and its architecture depend on other values.
   *
   * @param compiledFor the newest Java release of a class; 0 if it is not known yet
   */
  static Mapping ofImage(Mapping effective, Project project, int compiledFor) {
    String name = effective.get("name").map(n -> n instanceof Scalar s ? s.text() : "").orElse("");
    String tag = project.coordinates().version().replaceAll("[^A-Za-z0-9_.-]", "-");
    // An invalid registry is reported as such, not again as part of a name.
    String prefix =
        project
            .registry()
            .filter(registry -> ImageReader.checkRegistry(registry).isEmpty())
            .map(registry -> registry + "/")
            .orElse("");
    int release = Math.max(LONG_TERM_RELEASE, compiledFor);
    String base = "eclipse-temurin:" + release + "-jre";
    Mapping given =
        effective.get("image").orElse(null) instanceof Mapping map ? map : Mapping.empty(ORIGIN);
    boolean linked =
        given
            .get("base")
            .map(n -> n instanceof Scalar s ? s.text() : "")
            .orElse(base)
            .equals(Image.LINKED_JRE);
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    // A name in upper case is reported as such, not again as the name of an image.
    String image = prefix + name.toLowerCase(Locale.ROOT) + ":" + tag;
    entries.put("name", new Scalar(image, ORIGIN));
    entries.put("base", new Scalar(base, ORIGIN));
    entries.put("architecture", new Scalar(linked ? machine() : "amd64", ORIGIN));
    return new Mapping(Map.of("image", new Mapping(entries, ORIGIN)), ORIGIN);
  }

  private static String machine() {
    String architecture = System.getProperty("os.arch", "amd64");
    return architecture.equals("aarch64") ? "arm64" : architecture.replace("x86_64", "amd64");
  }
}
