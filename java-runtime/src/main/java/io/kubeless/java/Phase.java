package io.kubeless.java;

import io.kubeless.runtime.RuntimeContract;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The environment of one phase.
 *
 * @param variables the variables that the controller sets
 */
record Phase(Map<String, String> variables) {

  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** Returns the directory of the function, which its containers share. */
  Path volume() {
    return Path.of(variables.getOrDefault("KUBELESS_INSTALL_VOLUME", "/kubeless"));
  }

  /** Returns the directory of the compiled classes. */
  Path classes() {
    return volume().resolve("classes");
  }

  /** Returns the directory of the resolved dependencies. */
  Path libraries() {
    return volume().resolve("lib");
  }

  Path dependenciesFile() {
    String file = variable("KUBELESS_DEPS_FILE");
    return file.isEmpty() ? volume().resolve("pom.xml") : Path.of(file);
  }

  Path terminationLog() {
    return Path.of(
        variables.getOrDefault(
            RuntimeContract.TERMINATION_LOG, RuntimeContract.DEFAULT_TERMINATION_LOG));
  }

  /** Returns the Secrets that the configuration of the runtime mounts. */
  Path secrets() {
    return Path.of(
        variables.getOrDefault("KUBELESS_PHASE_SECRETS", "/var/run/secrets/kubeless.io"));
  }

  /**
   * Returns the class path of the function without its own classes, in the order of the runtime's
   * command: the resolved dependencies, and the jars of the image.
   */
  List<Path> classPath() throws IOException {
    List<Path> all = new ArrayList<>(jars(libraries()));
    String image = System.getProperty("java.class.path", "");
    Stream.of(image.split(File.pathSeparator)).map(Path::of).forEach(all::add);
    return all;
  }

  private static List<Path> jars(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
