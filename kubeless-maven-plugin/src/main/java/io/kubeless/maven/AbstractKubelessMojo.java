package io.kubeless.maven;

import io.kubeless.packaging.discovery.MissingHandler;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/**
 * What every goal has: the settings of a function, which each module's POM holds, and the one place
 * where a problem becomes Maven's exception.
 */
@SuppressWarnings("UnusedVariable") // the settings of functions are read from each module's POM
abstract class AbstractKubelessMojo extends AbstractMojo {

  /** The session. */
  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  /** The project that the goal runs in. */
  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  /** The execution. */
  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  /** This plugin. */
  @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
  PluginDescriptor plugin;

  @Inject RepositorySystem repositorySystem;

  @Inject SettingsDecrypter settingsDecrypter;

  @Inject ToolchainManager toolchains;

  /** Does nothing at all. */
  @Parameter(property = GoalProperties.SKIP, defaultValue = "false")
  private boolean skip;

  /**
   * Where images go, such as {@code registry.acme.com/team}. Unset, the environment variable
   * KUBELESS_REGISTRY, then what a local cluster says of itself.
   */
  @Parameter(property = GoalProperties.REGISTRY)
  private @Nullable String registry;

  /** Lets registries other than this machine's speak plain HTTP, or show any certificate. */
  @Parameter(property = GoalProperties.INSECURE, defaultValue = "false")
  private boolean registryInsecure;

  /** Which objects are applied: {@code kubernetes}, or {@code kubeless} for its controller. */
  @Parameter(property = GoalProperties.TARGET, defaultValue = "kubernetes")
  private String target;

  /** The kubeconfig's context; unset, its current one. */
  @Parameter(property = GoalProperties.CONTEXT)
  private @Nullable String context;

  /** The directory of function.yaml, fragments and overlays. */
  @Parameter(property = GoalProperties.SOURCES, defaultValue = "src/main/kubeless")
  private String sources;

  /** The directory of manifests, images and result.json, below the build directory. */
  @Parameter(property = GoalProperties.OUTPUT, defaultValue = "kubeless")
  private String output;

  /** The function's name. */
  @Parameter private @Nullable String name;

  /** The namespace. */
  @Parameter private @Nullable String namespace;

  /** The handler's class. */
  @Parameter private @Nullable String handler;

  /** The image: name, base, architecture; jar is {@code packaged} for the jar of package. */
  @Parameter private @Nullable PlexusConfiguration image;

  /** How long one call may take. */
  @Parameter private @Nullable String timeout;

  /** Memory of the container. */
  @Parameter private @Nullable String memory;

  /** CPU that the container requests. */
  @Parameter private @Nullable String cpu;

  /** How many pods run. */
  @Parameter private @Nullable String replicas;

  /** Calls at the same time in one process. */
  @Parameter private @Nullable String concurrency;

  /** Whether it answers all the time ({@code service}) or starts for each tick ({@code once}). */
  @Parameter private @Nullable String run;

  /** Environment variables by name. */
  @Parameter private @Nullable PlexusConfiguration env;

  /** Configuration by key. */
  @Parameter private @Nullable PlexusConfiguration config;

  /** Names of Secrets to mount. */
  @Parameter private @Nullable PlexusConfiguration secrets;

  /** Name of an existing ServiceAccount. */
  @Parameter private @Nullable String serviceAccount;

  /** Names of Secrets that the image is pulled with. */
  @Parameter private @Nullable PlexusConfiguration imagePullSecrets;

  /** Labels of every object and pod. */
  @Parameter private @Nullable PlexusConfiguration labels;

  /** Annotations of every object. */
  @Parameter private @Nullable PlexusConfiguration annotations;

  /** The autoscaler: min, max, cpu. */
  @Parameter private @Nullable PlexusConfiguration autoscaling;

  /** What calls the function from outside. */
  @Parameter private @Nullable PlexusConfiguration triggers;

  /** The NetworkPolicy's peers: from, to. */
  @Parameter private @Nullable PlexusConfiguration network;

  /** Settings of single functions, below their names. */
  @Parameter private @Nullable PlexusConfiguration functions;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (flag(GoalProperties.SKIP, skip) || flag(GoalProperties.skip(execution.getGoal()), false)) {
      getLog().info("skipped");
      return;
    }
    try {
      run();
    } catch (ProblemException e) {
      if (e.inProject()) {
        throw kept(new MojoFailureException("\n" + e.getMessage()), e);
      }
      throw kept(new MojoExecutionException("\n" + e.getMessage()), e);
    } catch (IOException e) {
      throw new MojoExecutionException("Reading or writing failed: " + e, e);
    }
  }

  /**
   * Keeps a cause where {@code -e} shows it. As a cause proper Maven would append the messages of
   * its causes to the last line of ours, which is a command to copy.
   */
  private static <T extends Exception> T kept(T told, ProblemException cause) {
    told.addSuppressed(cause);
    return told;
  }

  /** Does what the goal is for. */
  abstract void run() throws IOException, MojoFailureException;

  /** Returns a setting: a literal in the POM would win over {@code -D}, so that is asked first. */
  final Optional<String> setting(String property, @Nullable String injected) {
    String given = session.getUserProperties().getProperty(property);
    String value = given == null ? injected : given;
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  final boolean flag(String property, boolean injected) {
    String given =
        session
            .getUserProperties()
            .getProperty(property, project.getProperties().getProperty(property));
    return given == null ? injected : given.isEmpty() || Boolean.parseBoolean(given);
  }

  final Optional<String> context() {
    return setting(GoalProperties.CONTEXT, context);
  }

  /** Returns the registry that was named; what a cluster says is asked by those who need it. */
  final Optional<String> registry() {
    return setting(GoalProperties.REGISTRY, registry)
        .or(() -> Optional.ofNullable(System.getenv("KUBELESS_REGISTRY")))
        .filter(value -> !value.isBlank())
        .map(value -> value.replaceFirst("^https?://", "").replaceFirst("/+$", ""));
  }

  final boolean insecure() {
    return flag(GoalProperties.INSECURE, registryInsecure);
  }

  final Target target() {
    String text = setting(GoalProperties.TARGET, target).orElse("kubernetes");
    return Arrays.stream(Target.values())
        .filter(each -> each.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.inProject(
                        302,
                        "Unknown target " + text,
                        "-D" + GoalProperties.TARGET,
                        "there are kubernetes and kubeless",
                        "-D" + GoalProperties.TARGET + "=kubernetes")));
  }

  /** Returns the reader of modules, with the registry that their images go to. */
  final ModuleReader modules(Optional<String> to) {
    return new ModuleReader(
        session,
        plugin,
        setting(GoalProperties.SOURCES, sources).orElse("src/main/kubeless"),
        setting(GoalProperties.OVERLAY, null),
        to);
  }

  /** Returns where a module's files are written. */
  final Path output(MavenProject module) {
    return Path.of(
        module.getBuild().getDirectory(),
        setting(GoalProperties.OUTPUT, output).orElse("kubeless"));
  }

  /** Returns the builder of images. */
  final Images images() {
    return new Images(
        session,
        new FunctionClassPath(session, repositorySystem, plugin.getVersion()),
        new Registries(insecure(), new RegistryLogins(session.getSettings(), settingsDecrypter)),
        toolchains,
        getLog());
  }

  /**
   * Returns the module of a goal that works on one module: it has functions, unless the goal came
   * from the command line and other modules of the reactor may have them.
   */
  final Module ownModule() throws IOException {
    Module module = modules(registry()).read(project);
    boolean bound = execution.getSource() == MojoExecution.Source.LIFECYCLE;
    if (module.functions().isEmpty() && (bound || session.getProjects().size() == 1)) {
      throw new ProblemException(
          MissingHandler.of(Path.of(project.getBuild().getOutputDirectory()), module.handlers()));
    }
    return module;
  }
}
