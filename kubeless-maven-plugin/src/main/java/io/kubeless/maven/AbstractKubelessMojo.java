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
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** What every goal has, and the one place where a problem becomes Maven's exception. */
abstract class AbstractKubelessMojo extends AbstractFunctionMojo {

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
