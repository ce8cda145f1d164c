package io.kubeless.benchmarks;

import io.kubeless.benchmarks.report.Machine;
import io.kubeless.benchmarks.report.Measurement;
import io.kubeless.benchmarks.report.Results;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures goals for copies of the example hello: with an unchanged project, and after a change of
 * one line. They take turns. The cluster and the registry are those of KUBECONFIG and
 * KUBELESS_REGISTRY. The image has a linked JRE and no start-up archive.
 */
public final class Goals {
  private static final Path RESULTS = Path.of("results", "goals.csv");
  private static final String SOURCE = "src/main/java/com/acme/Hello.java";
  private static final String NAMESPACE = "benchmark-goals";
  private static final String IDLE = "io.kubeless:idle-maven-plugin:1.0.0-SNAPSHOT:idle";
  private static final List<String> IMAGE =
      List.of("-Dkubeless.image.base=linked-jre", "-Dkubeless.image.archive=false");
  private static final Pattern PUSHED = Pattern.compile("   ([0-9.]+) (k|M)B pushed   ");

  private Goals() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path unchanged = copy("target/goals-unchanged");
    Path compiled = copy("target/goals-compiled");
    Path pushed = copy("target/goals-pushed");
    delete();
    run(Path.of("."), List.of("kubectl", "create", "namespace", NAMESPACE));
    try {
      for (int i = 0; i < 2; i++) { // the second deployment writes what the first one has done
        maven(unchanged, deploy());
      }
      maven(compiled, List.of("-q", "compile"));
      maven(pushed, push());
      Results.create(
          RESULTS,
          Machine.comments(
              "JDK " + Runtime.version() + ", " + firstLine(maven(unchanged, List.of("-v"))),
              "benchmarks/run --deploy " + rounds));
      for (int i = 1; i <= rounds; i++) {
        unchanged(i, unchanged);
        changed(i, compiled, pushed);
      }
    } finally {
      delete();
    }
  }

  private static void delete() throws Exception {
    run(
        Path.of("."),
        List.of(
            "kubectl", "delete", "namespace", NAMESPACE, "--ignore-not-found", "--timeout=180s"));
  }

  private static void unchanged(int round, Path project) throws Exception {
    time(round, "mvn -q compile", "unchanged", project, List.of("-q", "compile"));
    time(round, "plugin without dependencies", "unchanged", project, List.of("-q", IDLE));
    List<String> skipped = List.of("-q", "kubeless:generate", "-Dkubeless.skip");
    time(round, "goal that does nothing", "unchanged", project, skipped);
    time(round, "generate", "unchanged", project, List.of("-q", "kubeless:generate"));
    require(time(round, "deploy", "unchanged", project, deploy()), "nothing new pushed");
  }

  private static void changed(int round, Path compiled, Path pushed) throws Exception {
    edit(compiled, round);
    time(round, "mvn -q compile", "one line changed", compiled, List.of("-q", "compile"));
    edit(pushed, round);
    String output = time(round, "mvn compile kubeless:push", "one line changed", pushed, push());
    Matcher bytes = PUSHED.matcher(output);
    if (!bytes.find()) {
      throw new IOException("nothing was pushed:\n" + output);
    }
    double kilobytes = Double.parseDouble(bytes.group(1)) * (bytes.group(2).equals("M") ? 1000 : 1);
    Results.add(
        RESULTS,
        new Measurement(
            round, "mvn compile kubeless:push", "one line changed", "uploaded", "kB", kilobytes));
  }

  private static List<String> deploy() {
    List<String> words =
        new ArrayList<>(List.of("kubeless:deploy", "-Dkubeless.namespace=" + NAMESPACE));
    words.addAll(IMAGE);
    return words;
  }

  private static List<String> push() {
    List<String> words = new ArrayList<>(List.of("compile", "kubeless:push"));
    words.add("-Dkubeless.name=hello-changed");
    words.addAll(IMAGE);
    return words;
  }

  private static String time(
      int round, String subject, String condition, Path project, List<String> words)
      throws Exception {
    long start = System.nanoTime();
    String output = maven(project, words);
    double seconds = (System.nanoTime() - start) / 1e9;
    Results.add(RESULTS, new Measurement(round, subject, condition, "time", "s", seconds));
    System.out.printf("%d %s, %s: %.2f s%n", round, subject, condition, seconds);
    return output;
  }

  private static Path copy(String to) throws IOException {
    Path example = Path.of("..", "examples", "hello");
    for (String file : List.of("pom.xml", SOURCE, "src/main/kubeless/function.yaml")) {
      Path copy = Path.of(to).resolve(file);
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, Files.readString(example.resolve(file)));
    }
    return Path.of(to);
  }

  private static void edit(Path project, int round) throws Exception {
    TimeUnit.SECONDS.sleep(1); // Maven's compiler compares times
    String source = Files.readString(project.resolve(SOURCE));
    String other = "\"hello" + System.nanoTime() + "-" + round + " \"";
    Files.writeString(
        project.resolve(SOURCE), source.replaceFirst("\"hello[^\"]*\"", other));
  }

  private static String maven(Path project, List<String> words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of("../mvnw").toAbsolutePath().toString(), "-B", "-o"));
    command.addAll(words);
    return run(project, command);
  }

  private static String run(Path directory, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + output);
    }
    return output;
  }

  private static void require(String output, String text) throws IOException {
    if (!output.contains(text)) {
      throw new IOException("not in the output: " + text + "\n" + output);
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").replaceAll("\u001b\\[[0-9;]*m", "");
  }
}
