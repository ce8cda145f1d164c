package io.kubeless.packaging.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.runtime.RuntimeContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entry of {@code runtime-images} in {@code kubeless-config} for an image that is made of the
 * artifact {@code kubeless-java-runtime} like that of a function. All commands are lists, because
 * the image needs no shell.
 *
 * @param image the image with its digest
 * @param release the release of Java in the image, which is the version of the runtime
 */
public record JavaRuntimeEntry(String image, int release) {
  /** The main class of the artifact. */
  public static final String MAIN_CLASS = "io.kubeless.java.Main";

  /** The modules that the image needs for the compiler and for the source of its users. */
  public static final List<String> MODULES =
      List.of("java.se", "jdk.compiler", "jdk.crypto.ec", "jdk.unsupported", "jdk.zipfs");

  private static final String LIBRARIES =
      RuntimeContract.DIRECTORY + "/app.jar:" + RuntimeContract.DIRECTORY + "/lib/*";

  /** Returns the entry as JSON, which is an element of the list. */
  public String json() {
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("name", "java" + release);
    version.put("version", String.valueOf(release));
    version.put(
        "images",
        List.of(
            phase("preparation", phase("prepare")),
            phase("installation", phase("install")),
            phase("compilation", phase("compile")),
            runtime()));
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("ID", "java");
    entry.put("depName", "pom.xml");
    entry.put("fileNameSuffix", ".java");
    entry.put("versions", List.of(version));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // it consists of texts
    }
  }

  private static List<String> phase(String argument) {
    return List.of("java", "-cp", LIBRARIES, MAIN_CLASS, argument);
  }

  private Map<String, Object> phase(String name, List<String> command) {
    Map<String, Object> phase = new LinkedHashMap<>();
    phase.put("phase", name);
    phase.put("image", image);
    phase.put("command", command);
    return phase;
  }

  /** The function's own classes and dependencies come first. */
  private Map<String, Object> runtime() {
    Map<String, Object> runtime =
        phase(
            "runtime",
            List.of(
                "java",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:MaxRAMPercentage=60",
                "-cp",
                "/kubeless/classes:/kubeless/lib/*:" + LIBRARIES,
                RuntimeContract.MAIN_CLASS));
    runtime.put("env", Map.of(RuntimeContract.PROBES_ON_FUNCTION_PORT, "true"));
    return runtime;
  }
}
