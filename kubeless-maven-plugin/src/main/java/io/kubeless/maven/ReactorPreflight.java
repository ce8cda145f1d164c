package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.config.DeclaredFunction;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.deploy.Preflight;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the registries and clusters of all modules before slow steps begin. */
final class ReactorPreflight {
  private final GoalContext goal;

  ReactorPreflight(GoalContext goal) {
    this.goal = goal;
  }

  /** Checks everything once for the whole reactor. */
  void run() throws IOException {
    if (goal.project().getArtifact() != null && goal.project().getArtifact().getFile() != null) {
      keepWhatIsBuilt();
    }
    List<GoalSettings> modules = candidates();
    if (modules.isEmpty() || !modules.get(0).project().equals(goal.project())) {
      return; // the reactor is checked only once
    }
    boolean oneNamesItsImage = false;
    for (GoalSettings module : modules) {
      oneNamesItsImage |= namesItsImage(module.check());
    }
    ModuleRegistries registries = new ModuleRegistries();
    Set<String> checked = new HashSet<>();
    for (GoalSettings module : modules) {
      List<DeclaredFunction> functions;
      try (ClusterConnection connection = module.connect(Optional.empty())) {
        connection.check();
        Optional<String> registry = registries.of(module);
        functions = DeclaredFunction.of(goal.modules().sources(module, registry));
        boolean named = functions.stream().anyMatch(DeclaredFunction::namesImage);
        if (registry.isPresent() && !named && checked.add(registry.get())) {
          probe(module, registry.get());
        } else if (registry.isEmpty() && !oneNamesItsImage) {
          // The modules with functions are known only after compilation.
          String name = module.project().getArtifactId();
          throw Requirements.noRegistry(
              name + ":" + module.project().getVersion(), name, GoalContext.place(connection));
        }
      }
      for (DeclaredFunction each : functions) {
        check(module, each, checked);
      }
    }
  }

  /** Checks the requirements of a function to its cluster, and its base image. */
  private void check(GoalSettings module, DeclaredFunction declared, Set<String> checked)
      throws IOException {
    try (ClusterConnection connection = module.connect(declared.namespace())) {
      Preflight.check(connection, declared.secrets());
      Image image = declared.image();
      Image wanted =
          declared.namesArchitectures()
              ? image
              : image.withArchitectures(Architectures.of(image, Nodes.architectures(connection)));
      if (checked.add(wanted.base() + " " + wanted.architectures())) {
        goal.images(module).checkBase(wanted, module.output());
      }
    }
  }

  /**
   * Keeps the classes and manifests of a module that this build has already compiled, as in {@code
   * mvn verify kubeless:deploy}. Otherwise the compiler would replace the module's packaged jar
   * with its class directory. Maven forks on a copy of the project, which is changed here.
   */
  private void keepWhatIsBuilt() {
    for (String skip :
        List.of("maven.resources.skip", "maven.main.skip", "kubeless.generate.skip")) {
      goal.project().getProperties().setProperty(skip, "true");
    }
  }

  /**
   * Returns the modules that may have functions: those with the API on their class path, or else
   * all with classes.
   */
  private List<GoalSettings> candidates() {
    List<GoalSettings> modules =
        goal.modules().settings().stream()
            .filter(each -> !each.project().getPackaging().equals("pom"))
            .toList();
    List<GoalSettings> likely = modules.stream().filter(GoalSettings::mayHaveFunctions).toList();
    return likely.isEmpty() ? modules : likely;
  }

  private boolean namesItsImage(GoalSettings module) throws IOException {
    Project sources = goal.modules().sources(module, module.registry());
    return DeclaredFunction.of(sources).stream().anyMatch(DeclaredFunction::namesImage);
  }

  private void probe(GoalSettings module, String registry) {
    String image = registry + "/" + module.project().getArtifactId();
    new Image(image, Optional.empty(), "", List.of())
        .registry()
        .ifPresent(
            host ->
                goal.registries(module).probe(host, image + ":" + module.project().getVersion()));
  }
}
