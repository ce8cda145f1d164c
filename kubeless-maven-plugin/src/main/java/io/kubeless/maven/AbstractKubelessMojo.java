package io.kubeless.maven;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Wording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.BuildSuccess;
import org.apache.maven.execution.MavenExecutionResult;
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
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of every goal, and the only place where a problem becomes Maven's exception.
 * Settings and keys are declared as parameters so that Maven and IDEs know them, but they are read
 * by {@link GoalSettings} and {@link PomConfiguration}, because Maven injects only those of one
 * module.
 */
@SuppressWarnings("UnusedVariable")
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

  /** Skips the goal. */
  @Parameter(property = "kubeless.skip", defaultValue = "false")
  private boolean skip;

  /** Name of the overlay: a directory {@code env/<name>} beside {@code function.yaml}. */
  @Parameter(property = "kubeless.env")
  private @Nullable String overlay;

  /** Directory of {@code function.yaml}, fragments and overlays, relative to the module. */
  @Parameter(property = "kubeless.sources", defaultValue = "src/main/kubeless")
  private String sources;

  /** The function's name. */
  @Parameter(property = "kubeless.name")
  private @Nullable String name;

  /** The namespace. */
  @Parameter(property = "kubeless.namespace")
  private @Nullable String namespace;

  /** The handler's class. */
  @Parameter(property = "kubeless.handler")
  private @Nullable String handler;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    BuildConnections connections = BuildConnections.of(session);
    connections.begin();
    try {
      if (skipped()) {
        getLog().info("skipped");
        return;
      }
      KubelessProperties properties = new KubelessProperties(session);
      properties.check();
      if (session.getPluginContext(plugin, project).put("kubeless.checked", true) == null) {
        properties.misspelt(project).values().forEach(this::warn);
      }
      run(goal());
      if (execution.getMojoDescriptor().isAggregator()) {
        reportModules();
      }
      report(List.of());
    } catch (ProblemException e) {
      report(e.problems());
      if (e.inProject()) {
        throw kept(new MojoFailureException("\n" + e.text(MavenWording.INSTANCE)), e);
      }
      throw kept(new MojoExecutionException("\n" + e.text(MavenWording.INSTANCE)), e);
    } catch (IOException e) {
      throw unexpected(Message.of("Reading or writing failed"), e);
    } catch (RuntimeException e) {
      throw unexpected(Message.of("kubeless:%s failed unexpectedly", execution.getGoal()), e);
    } finally {
      connections.end(leavesConnections(goal()));
    }
  }

  /** Returns whether a goal that follows uses the connections of this one. */
  boolean leavesConnections(GoalContext goal) {
    return false;
  }

  /** Reports the problems of the goal to a CI system, which may have none. */
  private void report(List<Problem> problems) {
    try {
      ci().goal(problems);
    } catch (IOException e) {
      getLog().warn("The report for GitLab cannot be written: " + e);
    }
  }

  private CiReport ci() {
    List<Path> modules = new ArrayList<>();
    for (MavenProject each : session.getProjects()) {
      modules.add(each.getBasedir() == null ? Path.of("") : each.getBasedir().toPath());
    }
    MavenProject top = session.getTopLevelProject();
    Path root = top.getBasedir() == null ? Path.of("") : top.getBasedir().toPath();
    Path report = root.resolve("target/kubeless/gl-code-quality-report.json");
    return new CiReport(System.getenv(), modules, report, System.out);
  }

  private GoalContext goal() {
    return new GoalContext(
        session,
        project,
        execution,
        plugin,
        repositorySystem,
        settingsDecrypter,
        toolchains,
        getLog());
  }

  /**
   * Adds the other modules to Maven's summary, which would report them as skipped because the goal
   * ran in only one of them.
   */
  private void reportModules() {
    MavenExecutionResult result = session.getResult();
    for (MavenProject each : session.getProjects()) {
      if (!each.equals(project) && result.getBuildSummary(each) == null) {
        result.addBuildSummary(new BuildSuccess(each, 0));
      }
    }
  }

  private void warn(Problem problem) {
    Wording wording = MavenWording.INSTANCE;
    getLog().warn(problem.where().text(wording) + ": " + problem.why().text(wording));
    ci().warning(problem);
  }

  private MojoExecutionException unexpected(Message what, Exception e) {
    Problem problem =
        Problem.of(ErrorCode.UNEXPECTED, what)
            .at("kubeless:%s in %s", execution.getGoal(), project.getArtifactId())
            .because(Message.verbatim(e.toString()))
            .remedy(
                "run it again with -e for the stack trace, and report it if the cause is in the plugin");
    return kept(new MojoExecutionException("\n" + problem.text(MavenWording.INSTANCE)), e);
  }

  /**
   * Keeps a cause where only {@code -e} shows it. With a normal cause, Maven would append the
   * messages of the causes to the last line of the error, which is a command to copy.
   */
  private static <T extends Exception> T kept(T reported, Exception cause) {
    reported.addSuppressed(cause);
    return reported;
  }

  /**
   * Returns whether the goal is skipped. A goal for the whole reactor omits single modules, and is
   * skipped if it omits all of them.
   */
  private boolean skipped() {
    return execution.getMojoDescriptor().isAggregator()
        ? goal().modules().settings().isEmpty()
        : GoalSettings.read(session, execution, project).skipped();
  }

  /** Runs the goal. */
  abstract void run(GoalContext goal) throws IOException, MojoFailureException;
}
