package io.kubeless.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The directories of a function's pod, on this machine. Each phase is a process, as in the pod. */
record Volume(Path root) {

  static Volume create(Path root) throws IOException {
    Volume volume = new Volume(root);
    Files.createDirectories(volume.directory());
    Files.createDirectories(root.resolve("src"));
    Files.createDirectories(root.resolve("secrets"));
    Files.createDirectories(root.resolve("tmp"));
    return volume;
  }

  Path directory() {
    return root.resolve("kubeless");
  }

  Volume with(String file, String content) throws IOException {
    Path path = directory().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  Map<String, String> variables(String handler) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("KUBELESS_INSTALL_VOLUME", directory() + "");
    variables.put("KUBELESS_SOURCE_DIRECTORY", root.resolve("src") + "");
    variables.put("KUBELESS_PHASE_SECRETS", root.resolve("secrets") + "");
    variables.put("KUBELESS_TERMINATION_LOG", root.resolve("termination-log") + "");
    variables.put("MOD_NAME", handler.substring(0, handler.indexOf('.')));
    variables.put("FUNC_HANDLER", handler.substring(handler.indexOf('.') + 1));
    return variables;
  }

  /** Runs a phase, and returns its exit code and the termination message. */
  String run(String phase, Map<String, String> variables) throws Exception {
    Path log = root.resolve("termination-log");
    Files.writeString(log, "");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java") + "",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + root.resolve("tmp"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                phase));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    String message = Files.readString(log);
    if (code != 0) {
      assertThat(output)
          .contains(message.lines().filter(each -> !each.endsWith("this container")).toList());
    }
    return code + "\n" + message;
  }

  String compiled(String handler) throws Exception {
    return run("compile", variables(handler));
  }
}
