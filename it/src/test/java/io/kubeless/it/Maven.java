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

/** A real Maven on one project. */
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
  // A Maven that lives for seconds is not worth an optimising compiler: this halves its time.
  private String options =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
          + " -Djava.util.concurrent.ForkJoinPool.common.parallelism=4";

  /** What a build printed and how it ended. */
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

    /** Returns the error that is told, from its code on, without Maven's frame. */
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

    /** Returns the lines of the log that hold a text, without their level. */
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

  /** Hears each line as soon as the build prints it. */
  Maven onLine(Consumer<String> other) {
    listener = other;
    return this;
  }

  /** Takes everything from the repositories that other tests have filled, and nothing else. */
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

  /** Runs goals and options as they would be typed. */
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
    List<String> arguments = new ArrayList<>(List.of(words));
    request.addArgs(arguments);
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

  /** Starts a goal that goes on until it is told to end. */
  Process start(String... words) throws IOException {
    return process(home.resolve("bin/mvn"), words)
        .redirectOutput(project.resolve("started.log").toFile())
        .start();
  }

  /** Begins the command line with other words, which start Maven in their own way. */
  Maven within(String... words) {
    prefix = List.of(words);
    return this;
  }

  /** Runs goals and options as one process of this machine. */
  Result direct(String... words) throws IOException {
    return result(process(home.resolve("bin/mvn"), words).start());
  }

  /** Runs goals and options as somebody who sits at a terminal; the output is as it came. */
  Result terminal(String... words) throws IOException {
    ProcessBuilder builder = process(home.resolve("bin/mvn"), words);
    String typed =
        builder.command().stream()
            .filter(word -> !word.equals("-B"))
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Process process = builder.command("script", "-qec", typed, "/dev/null").start();
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

  private static Result result(Process process) throws IOException {
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
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("MAVEN_OPTS", options);
    return builder.redirectErrorStream(true);
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
