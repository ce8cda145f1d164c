package io.kubeless.maven;

import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.config.ProjectConfiguration;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.discovery.MissingHandler;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** Reads the functions of modules: their class files, their POMs and the command line. */
final class ModuleReader {
  private final MavenSession session;
  private final MojoExecution execution;
  private final Function<GoalSettings, Optional<String>> registries;
  private final KubelessProperties properties;

  /** Makes a reader; {@code registries} returns the registry of a module that has functions. */
  ModuleReader(
      MavenSession session,
      MojoExecution execution,
      Function<GoalSettings, Optional<String>> registries) {
    this.session = session;
    this.execution = execution;
    this.registries = registries;
    this.properties = new KubelessProperties(session);
  }

  /** Returns the settings of every module that the goal does not skip. */
  List<GoalSettings> settings() {
    return session.getProjects().stream()
        .map(each -> GoalSettings.read(session, execution, each))
        .filter(each -> !each.skipped())
        .toList();
  }

  /** Returns every module of the session that has functions and is not skipped; at least one. */
  List<Module> all() throws IOException {
    List<Module> modules = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Handlers last = new Handlers(List.of(), List.of(), 0);
    for (GoalSettings each : settings()) {
      try {
        Module module = read(each.check());
        last = module.handlers().classes() > 0 ? module.handlers() : last;
        if (!module.functions().isEmpty()) {
          modules.add(module);
        }
      } catch (ProblemException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems.stream().distinct().toList());
    }
    if (modules.isEmpty()) {
      MavenProject top = session.getTopLevelProject();
      throw new ProblemException(
          MissingHandler.of(Path.of(top.getBuild().getOutputDirectory()), last));
    }
    return modules;
  }

  /** Returns a module; one without a handler has no functions. */
  Module read(GoalSettings settings) throws IOException {
    MavenProject project = settings.project();
    Path output = Path.of(project.getBuild().getOutputDirectory());
    Handlers handlers = Handlers.discover(output, FunctionClassPath.ofProject(project));
    boolean none = handlers.found().isEmpty();
    Project sources = sources(settings, none ? Optional.empty() : registries.apply(settings));
    return new Module(
        settings,
        sources,
        handlers,
        none ? List.of() : ProjectConfiguration.read(sources, handlers));
  }

  /** Returns the sources of a module's configuration. */
  Project sources(GoalSettings settings, Optional<String> registry) {
    MavenProject project = settings.project();
    PomConfiguration pom =
        new PomConfiguration(project, execution.getGroupId() + ":" + execution.getArtifactId());
    return new Project(
        new Owner(project.getGroupId(), project.getArtifactId(), project.getVersion()),
        settings.directory(),
        settings.sources(),
        settings.text(Setting.OVERLAY),
        registry,
        pom.keys().over(properties.ofProject(project)),
        properties.ofCommandLine());
  }
}
