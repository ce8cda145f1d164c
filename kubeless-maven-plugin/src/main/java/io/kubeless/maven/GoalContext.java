package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.delivery.FrontEnd;
import io.kubeless.packaging.discovery.MissingHandler;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.eclipse.aether.RepositorySystem;

/**
 * One execution of a goal, with its build and the services of Maven that it uses.
 *
 * @param session the build
 * @param project the module that the goal runs in
 */
record GoalContext(
    MavenSession session,
    MavenProject project,
    MojoExecution execution,
    PluginDescriptor plugin,
    RepositorySystem repositorySystem,
    SettingsDecrypter decrypter,
    ToolchainManager toolchains,
    Log log) {

  /** Returns the settings of the module that the goal runs in. */
  GoalSettings settings() {
    return GoalSettings.read(session, execution, project).check();
  }

  /** Returns the reader of modules for goals that do not use the registry of a cluster. */
  ModuleReader modules() {
    return new ModuleReader(session, execution, GoalSettings::registry);
  }

  /** Returns a reader of modules that also uses registries that clusters advertise. */
  ModuleReader modulesOfClusters() {
    return new ModuleReader(session, execution, new ModuleRegistries()::of);
  }

  /**
   * Returns the module of a goal that works on one module. It must have functions, unless the goal
   * was started from the command line and other modules of the reactor may have some.
   */
  FunctionModule ownModule() throws IOException {
    FunctionModule module = modules().read(settings());
    boolean bound = execution.getSource() == MojoExecution.Source.LIFECYCLE;
    if (module.functions().isEmpty() && (bound || session.getProjects().size() == 1)) {
      throw new ProblemException(
          MissingHandler.of(Path.of(project.getBuild().getOutputDirectory()), module.handlers()));
    }
    return module;
  }

  /** Returns whether another goal has forked the build that this goal runs in. */
  boolean forked() {
    Plugin plugin = project.getPlugin(execution.getGroupId() + ":" + execution.getArtifactId());
    boolean bound =
        plugin != null
            && plugin.getExecutions().stream()
                .filter(each -> each.getId().equals(execution.getExecutionId()))
                .anyMatch(each -> each.getGoals().contains(execution.getGoal()));
    return execution.getSource() != MojoExecution.Source.CLI && !bound;
  }

  FunctionClassPath classPath() {
    return new FunctionClassPath(session, repositorySystem, plugin.getVersion());
  }

  ImageRequests imageRequests() {
    return new ImageRequests(session, classPath(), toolchains);
  }

  /** Returns the builder of a module's images. */
  ImageBuilds images(GoalSettings settings) {
    return new ImageBuilds(session, imageRequests(), registries(settings), log);
  }

  /** Returns the access to a module's registries. */
  Registries registries(GoalSettings settings) {
    Proxies.apply(session.getSettings(), decrypter);
    boolean insecure = settings.flag(Setting.INSECURE);
    return BuildConnections.of(session)
        .registries(
            insecure,
            () -> new Registries(insecure, new RegistryLogins(session.getSettings(), decrypter)));
  }

  /** Returns Maven's wording and log. */
  FrontEnd frontEnd() {
    return new FrontEnd(MavenWording.INSTANCE, log::info, log::warn, log::debug);
  }

  /** Returns the description of a cluster for messages. */
  static String place(ClusterConnection connection) {
    return connection.context() + " (" + connection.server() + ")";
  }
}
