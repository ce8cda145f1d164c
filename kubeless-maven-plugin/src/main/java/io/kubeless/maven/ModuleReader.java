package io.kubeless.maven;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.config.ProjectConfiguration;
import io.kubeless.packaging.config.PropertySource;
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
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;

/** Reads the functions of modules: their class files, their POMs and the command line. */
final class ModuleReader {
  private final MavenSession session;
  private final String pluginKey;
  private final String sources;
  private final Optional<String> overlay;
  private final Optional<String> registry;

  ModuleReader(
      MavenSession session,
      PluginDescriptor plugin,
      String sources,
      Optional<String> overlay,
      Optional<String> registry) {
    this.session = session;
    this.pluginKey = plugin.getGroupId() + ":" + plugin.getArtifactId();
    this.sources = sources;
    this.overlay = overlay;
    this.registry = registry;
  }

  /** Returns every module of the session that has functions; at least one. */
  List<Module> all() throws IOException {
    List<Module> modules = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Handlers last = new Handlers(List.of(), List.of(), 0);
    for (MavenProject each : session.getProjects()) {
      try {
        Module module = read(each);
        last = module.handlers().classes() > 0 ? module.handlers() : last;
        if (!module.functions().isEmpty()) {
          modules.add(module);
        }
      } catch (ProblemException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    if (modules.isEmpty()) {
      MavenProject top = session.getTopLevelProject();
      throw new ProblemException(
          MissingHandler.of(Path.of(top.getBuild().getOutputDirectory()), last));
    }
    return modules;
  }

  /** Returns a module; one without a handler has no functions. */
  Module read(MavenProject project) throws IOException {
    Path output = Path.of(project.getBuild().getOutputDirectory());
    Handlers handlers = Handlers.discover(output, FunctionClassPath.ofProject(project));
    Project source = sources(project);
    return new Module(
        project,
        source,
        handlers,
        handlers.found().isEmpty() ? List.of() : ProjectConfiguration.read(source, handlers));
  }

  /** Returns the sources of a module's configuration. */
  Project sources(MavenProject project) {
    Path directory = project.getBasedir().toPath();
    Mapping properties =
        PropertySource.read(kubeless(session.getUserProperties()), GoalProperties.all(), "-D%s");
    Mapping ofPom =
        PropertySource.read(
            kubeless(project.getProperties()), GoalProperties.all(), "pom.xml <properties> %s");
    return new Project(
        new Owner(project.getGroupId(), project.getArtifactId(), project.getVersion()),
        directory,
        directory.resolve(sources),
        overlay,
        registry,
        new PomConfiguration(project).read(pluginKey).over(ofPom),
        properties);
  }

  /** Returns whether the image takes the jar of package. */
  boolean packagedJar(MavenProject project) {
    return "packaged".equals(session.getUserProperties().getProperty(GoalProperties.JAR))
        || "packaged".equals(project.getProperties().getProperty(GoalProperties.JAR))
        || new PomConfiguration(project).packagedJar(pluginKey);
  }

  private static SortedMap<String, String> kubeless(Properties properties) {
    SortedMap<String, String> found = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("kubeless.")) {
        found.put(name, properties.getProperty(name));
      }
    }
    return found;
  }
}
