package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.console.Console;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.image.LocalSecrets;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.observe.LogOptions;
import io.kubeless.packaging.observe.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * The settings of one module for the current goal, each from the first source that sets it: {@code
 * -D} on the command line, the module's POM, system properties, {@code <properties>}, the
 * environment, the default. A goal for the whole reactor reads the settings of each module.
 */
final class GoalSettings {
  private static final int DEBUG_PORT = 5005;

  private final MavenSession session;
  private final MavenProject project;
  private final boolean skipped;
  private final Map<Setting, Scalar> values;
  private final List<Problem> problems;

  private GoalSettings(
      MavenSession session,
      MavenProject project,
      boolean skipped,
      Map<Setting, Scalar> values,
      List<Problem> problems) {
    this.session = session;
    this.project = project;
    this.skipped = skipped;
    this.values = values;
    this.problems = problems;
  }

  /** Reads the settings of a module. Invalid values are reported by {@link #check}. */
  static GoalSettings read(MavenSession session, MojoExecution execution, MavenProject project) {
    SettingSources sources = new SettingSources(session, execution, project);
    Map<Setting, Scalar> values = new EnumMap<>(Setting.class);
    List<Problem> problems = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      sources
          .find(setting)
          .ifPresent(
              value -> {
                if (setting.form().accepts(value.text())) {
                  values.put(setting, value);
                } else {
                  problems.add(invalid(setting, value));
                }
              });
    }
    sources.misplaced().ifPresent(problems::add);
    return new GoalSettings(session, project, sources.skips(), values, problems);
  }

  private static Problem invalid(Setting setting, Scalar value) {
    boolean unset = value.text().contains("${");
    return Problem.of(
            ErrorCode.INVALID_VALUE, "%s is not valid: %s", setting.property(), value.text())
        .at(value.origin())
        .because(unset ? Message.of("a property in it is not set") : setting.form().expected())
        .remedy(
            unset
                ? Message.of("set that property, or -D%s", setting.property())
                : Message.of("-D%s=%s", setting.property(), setting.form().example()));
  }

  /**
   * Returns these settings.
   *
   * @throws ProblemException with all invalid values
   */
  GoalSettings check() {
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return this;
  }

  /** Returns whether the goal skips this module. */
  boolean skipped() {
    return skipped;
  }

  MavenProject project() {
    return project;
  }

  /** Returns a setting, or its default. */
  Optional<String> text(Setting setting) {
    return Optional.ofNullable(values.get(setting))
        .map(Scalar::text)
        .filter(text -> !text.isEmpty())
        .or(setting::otherwise);
  }

  /** Returns the source of a setting; {@code default} if it is not set. */
  Origin origin(Setting setting) {
    Scalar value = values.get(setting);
    return value == null ? Origin.of("default") : value.origin();
  }

  /** Returns a switch, which is on if it has no value. */
  boolean flag(Setting setting) {
    Scalar value = values.get(setting);
    return value != null && !value.text().equals("false");
  }

  /**
   * Returns the configured registry. {@link ModuleRegistries} also uses the registry that a cluster
   * advertises.
   */
  Optional<String> registry() {
    return text(Setting.REGISTRY)
        .map(value -> value.replaceFirst("^https?://", "").replaceFirst("/+$", ""));
  }

  Optional<String> context() {
    return text(Setting.CONTEXT);
  }

  /**
   * Returns a connection to the module's cluster, in the given namespace or that of its context.
   */
  ClusterConnection connect(Optional<String> namespace) {
    return BuildConnections.of(session)
        .cluster(
            context(),
            namespace,
            () -> ClusterConnection.open(MavenCaller.of(session), context(), Optional.empty()));
  }

  Target target() {
    String text = text(Setting.TARGET).orElseThrow();
    return Arrays.stream(Target.values())
        .filter(each -> each.text().equals(text))
        .findFirst()
        .orElseThrow();
  }

  DeployOptions options() {
    return new DeployOptions(
        flag(Setting.ADOPT),
        flag(Setting.FORCE),
        flag(Setting.SWITCH_TARGET),
        flag(Setting.RESTART),
        Duration.ofSeconds(Long.parseLong(text(Setting.WAIT).orElseThrow())),
        text(Setting.OVERLAY),
        flag(Setting.ROLLBACK_ON_FAILURE));
  }

  OutputFormat format() {
    return OutputFormat.of(text(Setting.FORMAT).orElse("text"));
  }

  /** Returns which lines of the log are read. */
  LogOptions log() {
    Optional<String> tail = text(Setting.TAIL);
    return new LogOptions(
        flag(Setting.FOLLOW),
        flag(Setting.PREVIOUS),
        text(Setting.SINCE).map(GoalSettings::age),
        tail.isPresent() ? OptionalInt.of(Integer.parseInt(tail.get())) : OptionalInt.empty());
  }

  private static Duration age(String text) {
    String time = text.endsWith("d") ? "P" + text : "PT" + text;
    return Duration.parse(time.toUpperCase(Locale.ROOT));
  }

  /** Returns the number of the revision to restore; absent for the previous one. */
  OptionalInt revision() {
    return text(Setting.REVISION)
        .map(number -> OptionalInt.of(Integer.parseInt(number)))
        .orElse(OptionalInt.empty());
  }

  /** Returns whether a difference from the cluster is an error. */
  boolean failOnDrift() {
    return !text(Setting.FAIL_ON_DRIFT).orElseThrow().equals("false");
  }

  /** Returns the directory of {@code function.yaml}. */
  Path sources() {
    return directory().resolve(text(Setting.SOURCES).orElseThrow());
  }

  /** Returns the directory of the goals' output. */
  Path output() {
    // Maven does not resolve the build directory of a build without a POM.
    Path build =
        project.getBasedir() == null
            ? directory().resolve("target")
            : Path.of(project.getBuild().getDirectory());
    return build.resolve(text(Setting.OUTPUT).orElseThrow());
  }

  /** Returns whether the image contains the packaged jar. */
  boolean packagedJar() {
    return text(Setting.JAR).orElseThrow().equals("packaged");
  }

  int port() {
    return Integer.parseInt(text(Setting.PORT).orElseThrow());
  }

  /** Returns the port for a debugger; absent if the function does not wait for one. */
  OptionalInt debugPort() {
    return flag(Setting.DEBUG)
        ? OptionalInt.of(
            text(Setting.DEBUG)
                .filter(each -> each.matches("\\d+"))
                .map(Integer::parseInt)
                .orElse(DEBUG_PORT))
        : OptionalInt.empty();
  }

  /** Starts the console page; absent if it is off. */
  Optional<Console> console() {
    String text = text(Setting.CONSOLE).orElseThrow();
    if (text.equals("false")) {
      return Optional.empty();
    }
    OptionalInt port =
        text.matches("\\d+") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    return Optional.of(Console.start(port, MavenWording.INSTANCE));
  }

  /** Returns the directory of Secrets on this machine. */
  Optional<Path> secretsDirectory() {
    return text(Setting.SECRETS).map(directory()::resolve);
  }

  /** Returns the Secrets on this machine. */
  LocalSecrets secrets(LocalConfiguration local) {
    return new LocalSecrets(secretsDirectory(), local.secrets());
  }

  /**
   * Returns whether a module that is not compiled may have functions, because the API is on its
   * class path.
   */
  boolean mayHaveFunctions() {
    return !project.getPackaging().equals("pom") && seesTheApi();
  }

  private boolean seesTheApi() {
    return Files.isDirectory(sources())
        || project.getDependencies().stream()
            .anyMatch(each -> each.getArtifactId().equals("kubeless-function-api"));
  }

  /** Returns the module's directory, or that of the session for a build without a POM. */
  Path directory() {
    return project.getBasedir() == null
        ? Path.of("").toAbsolutePath()
        : project.getBasedir().toPath();
  }
}
