package io.kubeless.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.apache.maven.shared.invoker.InvocationResult;
import org.apache.maven.shared.invoker.MavenInvocationException;

/** Runs a real Maven for one project. */
final class Maven {
  private final Path project;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path home = Path.of(System.getProperty("it.maven.home"));
  private Path java = Path.of(System.getProperty("java.home"));
  private Path repository = Path.of(System.getProperty("it.repository"));
  private String servers = "";
  private String proxies = "";
  private String mirrors = "";
  private String moreRepositories = "";
  private String morePluginRepositories = "";
  private List<String> prefix = List.of();
  private Consumer<String> listener = line -> {};
  // For a Maven that runs for seconds, an optimizing compiler is not worthwhile: this halves the
  // time.
  private String options =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
          + " -Djava.util.concurrent.ForkJoinPool.common.parallelism=4";

  /** The exit code and the output of a build. */
  record Result(int exitCode, String output) {
    Result succeeds() {
      if (exitCode != 0) {
        throw new AssertionError("the build failed:\n" + output);
      }
      return this;
    }

    Result fails() {
      if (exitCode == 0) {
        throw new AssertionError("the build did not fail:\n" + output);
      }
      return this;
    }

    /** Returns the reported error from its code on, without the prefixes of Maven. */
    String error() {
      List<String> lines = new ArrayList<>();
      boolean inside = false;
      for (String line : output.lines().toList()) {
        String text = line.replaceFirst("^\\[ERROR\\] ?", "").stripTrailing();
        inside |= text.startsWith("KUBELESS-");
        if (inside
            && (text.isBlank() || text.startsWith("-> [Help") || text.startsWith("[INFO]"))) {
          break;
        }
        if (inside) {
          lines.add(text.replaceFirst(" -> \\[Help 1\\]$", ""));
        }
      }
      return String.join("\n", lines);
    }

    /** Returns the lines of the log that contain a text, without their level. */
    String lines(String part) {
      return output
          .lines()
          .filter(line -> line.contains(part))
          .map(line -> line.replaceFirst("^\\[\\w+\\] ", ""))
          .collect(Collectors.joining("\n"));
    }
  }

  private Maven(Path project) {
    this.project = project;
    if (!Cluster.isAvailable()) {
      environment("KUBECONFIG", "/dev/null").environment("KUBELESS_REGISTRY", "");
    }
  }

  static Maven in(Path project) {
    return new Maven(project);
  }

  Maven home(Path other) {
    home = other;
    return this;
  }

  Maven java(Path other) {
    java = other;
    return this;
  }

  Maven repository(Path other) {
    repository = other;
    return this;
  }

  Maven options(String more) {
    options += " " + more;
    return this;
  }

  Maven environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Receives each line as soon as the build prints it. */
  Maven onLine(Consumer<String> other) {
    listener = other;
    return this;
  }

  /** Uses only the repositories that other tests have filled. */
  Maven served() {
    String files = Path.of(System.getProperty("it.repository")).toUri().toString();
    String company =
        "<id>company</id><url>"
            + files
            + "</url><releases><enabled>true</enabled></releases>"
            + "<snapshots><enabled>true</enabled></snapshots>";
    mirrors = "<mirror><id>files</id><mirrorOf>central</mirrorOf><url>" + files + "</url></mirror>";
    moreRepositories = "<repository>" + company + "</repository>";
    morePluginRepositories = "<pluginRepository>" + company + "</pluginRepository>";
    return this;
  }

  /** Adds a repository of snapshots to settings.xml. */
  Maven from(String id, String url) {
    moreRepositories +=
        "<repository><id>"
            + id
            + "</id><url>"
            + url
            + "</url><snapshots><enabled>true</enabled></snapshots></repository>";
    return this;
  }

  /** Adds a proxy on this machine to settings.xml. */
  Maven proxy(int port) {
    proxies +=
        "<proxy><id>http</id><active>true</active><protocol>http</protocol><host>127.0.0.1</host><port>"
            + port
            + "</port></proxy>";
    return this;
  }

  /** Adds a login to settings.xml. */
  Maven server(String id, String username, String password) {
    servers +=
        "<server><id>"
            + id
            + "</id><username>"
            + username
            + "</username><password>"
            + password
            + "</password></server>";
    return this;
  }

  /** Runs goals and options as a user would type them. */
  Result run(String... words) throws IOException {
    StringBuilder output = new StringBuilder();
    InvocationRequest request = new DefaultInvocationRequest();
    request.setBaseDirectory(project.toFile());
    request.setBatchMode(true);
    request.setNoTransferProgress(!home.toString().contains("3.6.0"));
    request.setJavaHome(java.toFile());
    request.setMavenHome(home.toFile());
    request.setUserSettingsFile(settings());
    request.setMavenOpts(options);
    request.setShowErrors(false);
    request.setInputStream(InputStream.nullInputStream());
    environment.forEach(request::addShellEnvironment);
    request.addArgs(withoutArchive(words));
    request.setOutputHandler(
        line -> {
          listener.accept(plain(line));
          output.append(line).append('\n');
        });
    request.setErrorHandler(line -> output.append(line).append('\n'));
    try {
      InvocationResult result = new DefaultInvoker().execute(request);
      if (result.getExecutionException() != null) {
        throw new IOException(result.getExecutionException());
      }
      Files.writeString(project.resolve("build.log"), output);
      return new Result(result.getExitCode(), plain(output.toString()));
    } catch (MavenInvocationException e) {
      throw new IOException(e);
    }
  }

  /** Starts a goal that runs until it is stopped. */
  Started start(String... words) throws IOException {
    return Started.of(process(home.resolve("bin/mvn"), words));
  }

  /** Puts other words before the command line, which start Maven in their own way. */
  Maven within(String... words) {
    prefix = List.of(words);
    return this;
  }

  /** Runs goals and options without the Maven Invoker. */
  Result direct(String... words) throws IOException {
    return result(process(home.resolve("bin/mvn"), words).start());
  }

  /** Starts a goal in a terminal. Bytes written to the process are input of the terminal. */
  Started startOnTerminal(String... words) throws IOException {
    return Started.of(onTerminal(words));
  }

  private ProcessBuilder onTerminal(String... words) throws IOException {
    ProcessBuilder builder = process(home.resolve("bin/mvn"), words);
    String typed =
        builder.command().stream()
            .filter(word -> !word.equals("-B"))
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    // A shell starts background processes with Ctrl-C ignored, and their children inherit that.
    return builder.command("env", "--default-signal=INT", "script", "-qefc", typed, "/dev/null");
  }

  /** Runs goals and options in a terminal; the output is not changed. */
  Result terminal(String... words) throws IOException {
    Process process = onTerminal(words).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Result(process.waitFor(), output);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Runs goals and options with the project's own wrapper. */
  Result wrapper(String... words) throws IOException {
    return result(process(project.resolve("mvnw"), words).start());
  }

  /**
   * Returns a shell for a command line, whose {@code mvn} and {@code ./mvnw} have these settings as
   * the global ones.
   *
   * @param arguments of every Maven in the command line
   */
  ProcessBuilder shell(Path directory, String command, String arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(directory.toFile());
    Path empty = Files.createTempFile("settings", ".xml");
    empty.toFile().deleteOnExit();
    Files.writeString(empty, "<settings/>");
    String user = command.contains(" -s ") ? "" : " -s " + empty; // the first one has precedence
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("MAVEN_OPTS", options);
    builder.environment().put("MAVEN_ARGS", "-B -ntp -gs " + settings() + user + " " + arguments);
    builder
        .environment()
        .merge("PATH", home.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    return builder.redirectErrorStream(true);
  }

  static Result result(Process process) throws IOException {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Result(process.waitFor(), plain(output));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private ProcessBuilder process(Path maven, String... words) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(maven.toString(), "-B", "-ntp", "-s", settings().toString()));
    command.addAll(withoutArchive(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("MAVEN_OPTS", options);
    return builder.redirectErrorStream(true);
  }

  /**
   * Adds the setting that omits the start-up archive, unless the words name it. It takes seconds.
   */
  private static List<String> withoutArchive(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    boolean image =
        all.stream().anyMatch(word -> word.matches("kubeless:(build|push|diff|deploy.*)"));
    if (image && all.stream().noneMatch(word -> word.startsWith("-Dkubeless.image.archive"))) {
      all.add("-Dkubeless.image.archive=false");
    }
    return all;
  }

  private static String plain(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "");
  }

  private File settings() throws IOException {
    String template =
        new String(
            Maven.class.getResourceAsStream("/settings.xml").readAllBytes(),
            StandardCharsets.UTF_8);
    Path file = Files.createTempFile("settings", ".xml");
    file.toFile().deleteOnExit();
    Files.writeString(
        file,
        template
            .replace("@repository@", repository.toString())
            .replace("@servers@", servers)
            .replace("@proxies@", proxies)
            .replace("@mirrors@", mirrors)
            .replace("@repositories@", moreRepositories)
            .replace("@pluginRepositories@", morePluginRepositories)
            .replace(
                "@outer@", Path.of(System.getProperty("it.outer.repository")).toUri().toString()));
    return file.toFile();
  }
}
