package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.config.DeclaredFunction;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.deploy.Preflight;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Checks the registries and clusters of all modules before slow steps begin. */
final class ReactorPreflight {
  private final GoalContext goal;

  ReactorPreflight(GoalContext goal) {
    this.goal = goal;
  }

  /** Checks everything once for the whole reactor. */
  void run() throws IOException {
    if (goal.forked()) {
      skip("kubeless.generate.skip"); // the goal that follows writes manifests with digests
    }
    if (goal.project().getArtifact() != null && goal.project().getArtifact().getFile() != null) {
      keepWhatIsBuilt();
    }
    List<GoalSettings> modules = candidates();
    if (modules.isEmpty() || !modules.get(0).project().equals(goal.project())) {
      return; // the reactor is checked only once
    }
    Map<GoalSettings, List<DeclaredFunction>> declared = new LinkedHashMap<>();
    for (GoalSettings module : modules) {
      declared.put(module, declared(module.check(), module.registry()));
    }
    declared.forEach(
        (module, functions) -> {
          if (!nameImages(functions)) {
            module
                .registry()
                .ifPresent(
                    registry -> withHost(module, registry, goal.registries(module)::expectProbe));
          }
        });
    check(declared);
  }

  /** Passes the host of a registry, and the name of an image. */
  private static void withHost(
      GoalSettings module, String registry, BiConsumer<String, String> action) {
    String image = registry + "/" + module.project().getArtifactId();
    new Image(image, Optional.empty(), "", List.of())
        .registry()
        .ifPresent(host -> action.accept(host, image + ":" + module.project().getVersion()));
  }

  private void check(Map<GoalSettings, List<DeclaredFunction>> declared) throws IOException {
    boolean oneNamesItsImage = declared.values().stream().anyMatch(ReactorPreflight::nameImages);
    ModuleRegistries registries = new ModuleRegistries();
    Set<String> checked = new HashSet<>();
    for (Map.Entry<GoalSettings, List<DeclaredFunction>> each : declared.entrySet()) {
      GoalSettings module = each.getKey();
      List<DeclaredFunction> functions = each.getValue();
      try (ClusterConnection connection = module.connect(Optional.empty())) {
        connection.check();
        Optional<String> registry = registries.of(module);
        if (registry.isPresent() && module.registry().isEmpty()) {
          functions = declared(module, registry);
        }
        if (registry.isPresent() && !nameImages(functions)) {
          withHost(module, registry.get(), goal.registries(module)::probe);
        } else if (registry.isEmpty() && !oneNamesItsImage) {
          // The modules with functions are known only after compilation.
          String name = module.project().getArtifactId();
          throw Requirements.noRegistry(
              name + ":" + module.project().getVersion(), name, GoalContext.place(connection));
        }
      }
      for (DeclaredFunction function : functions) {
        check(module, function, checked);
      }
    }
  }

  private List<DeclaredFunction> declared(GoalSettings module, Optional<String> registry)
      throws IOException {
    return DeclaredFunction.of(goal.modules().sources(module, registry));
  }

  private static boolean nameImages(List<DeclaredFunction> functions) {
    return functions.stream().anyMatch(DeclaredFunction::namesImage);
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
   * with its class directory.
   */
  private void keepWhatIsBuilt() {
    skip("maven.resources.skip");
    skip("maven.main.skip");
    skip("kubeless.generate.skip");
  }

  /** Skips a goal in the forked build. Maven forks on a copy of the project, which is changed. */
  private void skip(String property) {
    goal.project().getProperties().setProperty(property, "true");
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
}
