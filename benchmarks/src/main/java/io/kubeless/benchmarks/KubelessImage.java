package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The contents of an image that the plugin has built: a linked JRE, the function, and its archive.
 *
 * @param project directory of the function's project, with the contents in {@code image} and the
 *     compressed layers in {@code layers}
 */
record KubelessImage(Path project) {
  /** What concerns the archive and the class path in the file of options. */
  private static final Pattern OTHER =
      Pattern.compile(
          "-XX:(AOTCache|AOTMode|SharedArchiveFile)=.*|-Xshare.*|-Xlog.*|-D.*|-cp|\".*\"|");

  private static final Pattern LAYER = Pattern.compile("[0-9a-f]+\\.tar\\.gz");

  /** Returns the options of the JVM that do not concern the archive. */
  List<String> options() throws IOException {
    List<String> options = new ArrayList<>(command());
    options.removeIf(word -> !word.startsWith("-X"));
    Files.readAllLines(directory().resolve("jvm.args")).stream()
        .filter(line -> !OTHER.matcher(line).matches())
        .forEach(options::add);
    return options;
  }

  /** Returns the server as a pod starts it. */
  Server server(String name) throws IOException {
    List<String> command = new ArrayList<>(command());
    command.replaceAll(word -> word.replace("@/function/", "@"));
    command.set(0, project.resolve("image/opt/java/bin/java").toString());
    return new Server(
        name,
        directory(),
        command,
        Map.of(
            "FUNC_PORT", "PORT",
            "KUBELESS_MANAGEMENT_PORT", "18981",
            "KUBELESS_FUNCTION_NAME", "hello",
            "KUBELESS_CONCURRENCY", "2000",
            "KUBELESS_DRAIN_DELAY", "0"),
        false);
  }

  /** Returns the compressed sizes of the layers in bytes, of which the last one is the archive. */
  List<Long> layers() throws IOException {
    List<Long> sizes = new ArrayList<>();
    Matcher matcher = LAYER.matcher(Files.readString(project.resolve("layers/manifest.json")));
    while (matcher.find()) {
      sizes.add(Files.size(project.resolve("layers").resolve(matcher.group())));
    }
    return sizes;
  }

  private Path directory() {
    return project.resolve("image/function");
  }

  /** Returns the command of the Deployment that the plugin has rendered. */
  private List<String> command() throws IOException {
    Path deployment =
        project
            .resolve("target/kubeless")
            .resolve(project.getFileName())
            .resolve("kubernetes/deployment.yaml");
    List<String> lines = Files.readAllLines(deployment).stream().map(String::strip).toList();
    return lines.subList(lines.indexOf("command:") + 1, lines.size()).stream()
        .takeWhile(line -> line.startsWith("- "))
        .map(line -> line.substring(2).replace("'", ""))
        .toList();
  }
}
