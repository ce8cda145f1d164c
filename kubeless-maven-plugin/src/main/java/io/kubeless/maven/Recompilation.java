package io.kubeless.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.LifecycleExecutor;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.BuildPluginManager;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * Runs the goals of the project's own build again, in this Maven: those up to {@code
 * process-classes}, with their configuration, in the modules that have changed and those that
 * depend on them.
 */
final class Recompilation {
  private final MavenSession session;
  private final LifecycleExecutor lifecycle;
  private final BuildPluginManager plugins;
  private final List<MavenProject> modules;
  private final String own;
  private final Set<Path> pending = new HashSet<>();
  private final Map<String, List<MojoExecution>> plans = new HashMap<>();

  /**
   * Prepares the compilation of some modules.
   *
   * @param modules a module and those that it depends on, in the order of the reactor
   * @param own the key of this plugin, whose goals are omitted
   */
  Recompilation(
      MavenSession session,
      LifecycleExecutor lifecycle,
      BuildPluginManager plugins,
      List<MavenProject> modules,
      String own) {
    this.session = session;
    this.lifecycle = lifecycle;
    this.plugins = plugins;
    this.modules = List.copyOf(modules);
    this.own = own;
  }

  /** Returns the directories of sources and resources. Generated sources are not among them. */
  List<Path> roots() {
    return modules.stream().flatMap(each -> roots(each).stream()).toList();
  }

  /** Returns the POMs of the modules. */
  List<Path> poms() {
    return modules.stream().map(each -> each.getFile().toPath()).toList();
  }

  private static List<Path> roots(MavenProject module) {
    Path build = Path.of(module.getBuild().getDirectory());
    return Stream.concat(
            module.getCompileSourceRoots().stream(),
            module.getResources().stream().map(Resource::getDirectory))
        .map(root -> module.getBasedir().toPath().resolve(root))
        .filter(root -> !root.startsWith(build))
        .distinct()
        .toList();
  }

  /**
   * Compiles after changes of files, and of those since the last success.
   *
   * @throws Exception of a goal: the project does not compile
   */
  void compile(Set<Path> changes) throws Exception {
    pending.addAll(changes);
    Set<MavenProject> changed = new HashSet<>();
    for (MavenProject module : modules) {
      boolean own = false;
      for (Path file : pending) {
        own |= deleteOutput(module, file);
      }
      if (own || upstream(module).stream().anyMatch(changed::contains)) {
        changed.add(module);
        execute(module, "process-classes");
      }
    }
    pending.clear();
  }

  private List<MavenProject> upstream(MavenProject module) {
    return session.getProjectDependencyGraph().getUpstreamProjects(module, true);
  }

  /** Runs the goals up to a phase in all modules. */
  void executeAll(String phase) throws Exception {
    for (MavenProject module : modules) {
      execute(module, phase);
    }
  }

  private void execute(MavenProject module, String phase) throws Exception {
    MavenProject before = session.getCurrentProject();
    session.setCurrentProject(module);
    try {
      String key = module.getId() + " " + phase;
      List<MojoExecution> plan = plans.get(key);
      if (plan == null) {
        plan = lifecycle.calculateExecutionPlan(session, phase).getMojoExecutions();
        plans.put(key, plan);
      }
      for (MojoExecution each : plan) {
        if (!own.equals(each.getGroupId() + ":" + each.getArtifactId())) {
          plugins.executeMojo(session, each);
        }
      }
    } finally {
      session.setCurrentProject(before);
    }
  }

  /**
   * Deletes what a file became, because plugins may take it as up to date if the file was saved
   * within the resolution of its time, and because a file may be deleted.
   *
   * @return whether the file belongs to the module
   */
  private static boolean deleteOutput(MavenProject module, Path file) throws IOException {
    Path base = module.getBasedir().toPath();
    Path output = Path.of(module.getBuild().getOutputDirectory());
    boolean found = false;
    for (String root : module.getCompileSourceRoots()) {
      Path directory = base.resolve(root);
      if (file.startsWith(directory)) {
        found = true;
        deleteClasses(output.resolve(directory.relativize(file).toString()));
      }
    }
    for (Resource resource : module.getResources()) {
      Path directory = base.resolve(resource.getDirectory());
      if (file.startsWith(directory)) {
        found = true;
        String target = resource.getTargetPath() == null ? "" : resource.getTargetPath();
        Path copy = output.resolve(target).resolve(directory.relativize(file).toString());
        if (Files.isRegularFile(copy)) {
          Files.delete(copy);
        }
      }
    }
    return found;
  }

  private static void deleteClasses(Path source) throws IOException {
    String type = String.valueOf(source.getFileName()).replaceFirst("\\.[^.]*$", "");
    Path directory = source.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    List<Path> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(each -> isClassOf(type, each)).forEach(classes::add);
    }
    for (Path each : classes) {
      Files.deleteIfExists(each);
    }
  }

  private static boolean isClassOf(String type, Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(type + ".class") || (name.startsWith(type + "$") && name.endsWith(".class"));
  }
}
