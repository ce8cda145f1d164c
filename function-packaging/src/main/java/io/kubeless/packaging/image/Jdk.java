package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK and its tools.
 *
 * @param home directory of the JDK
 */
record Jdk(Path home) {
  private static final Pattern VERSION =
      Pattern.compile(
          "^(?:JAVA_RUNTIME_VERSION|IMPLEMENTOR|JAVA_VERSION)=\"(.*)\"$", Pattern.MULTILINE);
  // Before JDK 22, elliptic curves, which most servers use, are in a module of their own.
  private static final String ELLIPTIC_CURVES = "jdk.crypto.ec";

  /** Returns the build and the vendor. */
  String version() throws IOException {
    Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
    List<String> parts = new ArrayList<>();
    while (matcher.find()) {
      parts.add(matcher.group(1));
    }
    return String.join(" ", parts);
  }

  /** Returns the release without its build, such as 25.0.3. */
  String javaVersion() throws IOException {
    Matcher matcher =
        Pattern.compile("JAVA_VERSION=\"([\\d.]+)")
            .matcher(Files.readString(home.resolve("release")));
    return matcher.find() ? matcher.group(1) : "17";
  }

  /** Returns the feature release, such as 17. */
  int release() throws IOException {
    Matcher matcher =
        Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(home.resolve("release")));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 17;
  }

  /** Returns the architecture of the JREs that it links, by its name in OCI. */
  String architecture() throws IOException {
    Matcher matcher =
        Pattern.compile("OS_ARCH=\"(.+)\"").matcher(Files.readString(home.resolve("release")));
    String name = matcher.find() ? matcher.group(1) : System.getProperty("os.arch", "");
    return oci(name);
  }

  /** Returns the architecture of this machine, by its name in OCI. */
  static String thisArchitecture() {
    return oci(System.getProperty("os.arch", ""));
  }

  private static String oci(String name) {
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }

  /** Returns the modules that jars require, and the module that TLS requires. */
  SortedSet<String> modules(List<Path> classPath) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("jdeps"),
                "--ignore-missing-deps",
                "--print-module-deps",
                "--multi-release",
                String.valueOf(release()),
                "--class-path",
                String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList())));
    classPath.forEach(jar -> command.add(jar.toString()));
    String[] lines = run(command).strip().split("\n", -1);
    SortedSet<String> modules =
        new TreeSet<>(List.of(lines[lines.length - 1].strip().split(",", -1)));
    modules.add("java.base");
    if (Files.exists(home.resolve("jmods").resolve(ELLIPTIC_CURVES + ".jmod"))) {
      modules.add(ELLIPTIC_CURVES);
    }
    return modules;
  }

  /** Links a JRE into a directory, which must not exist yet. */
  void link(SortedSet<String> modules, Path output) throws IOException {
    Path security = output.resolve("conf/security/java.security");
    run(
        List.of(
            tool("jlink"),
            "--add-modules",
            LinkedJre.join(modules),
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            output.toString()));
    Files.write(
        security,
        withoutComments(Files.readAllLines(security, StandardCharsets.ISO_8859_1)),
        StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the lines of a properties file without its comments. Those of {@code java.security} are
   * nine tenths of the file, which a JVM reads when it opens its first socket.
   */
  static List<String> withoutComments(List<String> lines) {
    List<String> kept = new ArrayList<>();
    boolean continued = false;
    for (String line : lines) {
      if (continued || !line.matches("\\s*([#!].*)?")) {
        kept.add(line);
        continued = (line.length() - line.replaceAll("\\\\+$", "").length()) % 2 == 1;
      }
    }
    return kept;
  }

  private String tool(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** Runs a program and returns its output. */
  static String run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw failed(command, String.valueOf(e.getMessage()));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw failed(command, output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return output;
  }

  private static ProblemException failed(List<String> command, String output) {
    return new ProblemException(
        Problem.of(ErrorCode.JRE_NOT_LINKED, "No JRE can be linked")
            .at("%s", command.get(0))
            .because(Message.verbatim(output))
            .remedy("use a base image: %s", setting("image.base", "eclipse-temurin:25-jre")));
  }
}
