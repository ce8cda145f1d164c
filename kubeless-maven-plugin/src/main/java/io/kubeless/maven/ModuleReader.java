package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.function.Handler;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.Coordinates;
import io.kubeless.packaging.config.DeclaredFunctions;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.config.ProjectConfiguration;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.discovery.MissingHandler;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** Reads the functions of modules from their class files, their POMs and the command line. */
final class ModuleReader {
  private static final String NAME = "name";

  private final MavenSession session;
  private final MojoExecution execution;
  private final Function<GoalSettings, Optional<String>> registries;
  private final KubelessProperties properties;

  /** Creates a reader; {@code registries} returns the registry of a module that has functions. */
  ModuleReader(
      MavenSession session,
      MojoExecution execution,
      Function<GoalSettings, Optional<String>> registries) {
    this.session = session;
    this.execution = execution;
    this.registries = registries;
    this.properties = new KubelessProperties(session);
  }

  /** Returns the settings of all modules that the goal does not skip. */
  List<GoalSettings> settings() {
    return session.getProjects().stream()
        .map(each -> GoalSettings.read(session, execution, each))
        .filter(each -> !each.skipped())
        .toList();
  }

  /** Returns all modules of the session that have functions and are not skipped; at least one. */
  List<FunctionModule> all() throws IOException {
    List<FunctionModule> modules = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Handlers last = new Handlers(List.of(), List.of(), 0);
    for (GoalSettings each : settings()) {
      try {
        FunctionModule module = read(each.check());
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

  /**
   * Returns the functions of all modules without compiling or resolving anything, for goals that
   * act on deployed functions. The functions are those of existing class files, or else those that
   * the sources name. {@code -Dkubeless.name} selects one; with only one function in the reactor,
   * any name is accepted.
   */
  List<OneFunction> named() throws IOException {
    Mapping commandLine = properties.ofCommandLine();
    List<OneFunction> all = named(commandLine.without(NAME));
    if (!(commandLine.get(NAME).orElse(null) instanceof Scalar name)) {
      return all;
    }
    List<OneFunction> matching =
        all.stream().filter(each -> each.name().equals(name.text())).toList();
    if (matching.isEmpty() && all.size() > 1) {
      throw new ProblemException(
          Problem.of(ErrorCode.UNKNOWN_KEY, "No function is named %s", name.text())
              .at(name.origin())
              .because(
                  "the functions are %s",
                  all.stream().map(OneFunction::name).collect(Collectors.joining(", ")))
              .remedy("pass %s", setting("name", all.get(0).name())));
    }
    return matching.isEmpty() ? named(commandLine) : matching;
  }

  private List<OneFunction> named(Mapping commandLine) throws IOException {
    List<OneFunction> named = new ArrayList<>();
    for (GoalSettings each : settings()) {
      Project sources = sources(each.check(), Optional.empty(), commandLine);
      Handlers handlers = handlers(each, sources);
      for (ConfiguredFunction function :
          handlers.found().isEmpty()
              ? List.<ConfiguredFunction>of()
              : ProjectConfiguration.read(sources, handlers)) {
        named.add(
            new OneFunction(
                new FunctionModule(each, sources, handlers, List.of(function)), function));
      }
    }
    if (named.isEmpty()) {
      MavenProject top = session.getTopLevelProject();
      throw new ProblemException(
          MissingHandler.of(
              Path.of(top.getBuild().getOutputDirectory()), new Handlers(List.of(), List.of(), 0)));
    }
    return named;
  }

  private Handlers handlers(GoalSettings settings, Project sources) throws IOException {
    Handlers compiled = new Handlers(List.of(), List.of(), 0);
    try {
      compiled =
          Handlers.discover(
              Path.of(settings.project().getBuild().getOutputDirectory()), withoutResolution());
    } catch (ProblemException e) {
      // A handler that can no longer be deployed still has a name.
    }
    boolean library = compiled.classes() > 0 && !Files.isDirectory(settings.sources());
    return !compiled.found().isEmpty() || library || !settings.mayHaveFunctions()
        ? compiled
        : DeclaredFunctions.of(sources);
  }

  /**
   * Returns the classes of the reactor and the API, which handlers inherit from, as far as they
   * exist.
   */
  private List<Path> withoutResolution() {
    List<Path> classPath = new ArrayList<>();
    for (MavenProject each : session.getProjects()) {
      classPath.add(Path.of(each.getBuild().getOutputDirectory()));
    }
    CodeSource api = Handler.class.getProtectionDomain().getCodeSource();
    if (api != null) {
      classPath.add(Path.of(URI.create(api.getLocation().toString())));
    }
    return classPath;
  }

  /** Returns a module. Without a handler, it has no functions. */
  FunctionModule read(GoalSettings settings) throws IOException {
    MavenProject project = settings.project();
    Path output = Path.of(project.getBuild().getOutputDirectory());
    Handlers handlers = Handlers.discover(output, FunctionClassPath.ofProject(project));
    boolean none = handlers.found().isEmpty();
    Project sources = sources(settings, none ? Optional.empty() : registries.apply(settings));
    return new FunctionModule(
        settings,
        sources,
        handlers,
        none ? List.of() : ProjectConfiguration.read(sources, handlers));
  }

  /** Returns the sources of a module's configuration. */
  Project sources(GoalSettings settings, Optional<String> registry) {
    return sources(settings, registry, properties.ofCommandLine());
  }

  private Project sources(GoalSettings settings, Optional<String> registry, Mapping commandLine) {
    MavenProject project = settings.project();
    PomConfiguration pom =
        new PomConfiguration(project, execution.getGroupId() + ":" + execution.getArtifactId());
    return new Project(
        new Owner(project.getGroupId() + ":" + project.getArtifactId()),
        new Coordinates(project.getGroupId(), project.getArtifactId(), project.getVersion()),
        settings.directory(),
        settings.sources(),
        settings.text(Setting.OVERLAY),
        registry,
        pom.keys().over(properties.ofProject(project)),
        commandLine);
  }
}
