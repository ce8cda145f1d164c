package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.delivery.ResultFile;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Deploys the functions of modules, each to its own cluster. */
final class ModuleDeployments {
  private final GoalContext goal;

  ModuleDeployments(GoalContext goal) {
    this.goal = goal;
  }

  /** Builds, pushes and applies. */
  void deploy(List<FunctionModule> modules) throws IOException {
    for (FunctionModule module : modules) {
      for (ConfiguredFunction configured : module.functions()) {
        requireRegistry(module, configured.function());
      }
    }
    run(modules, this::push);
  }

  /** Applies images that were pushed before. */
  void apply(List<FunctionModule> modules) throws IOException {
    run(modules, this::pushed);
  }

  private void run(List<FunctionModule> modules, FunctionDeployments.Push push) throws IOException {
    try (FunctionDeployments deployments =
        new FunctionDeployments(modules, goal.session(), goal.log())) {
      deployments.preflight();
      deployments.run(push);
    }
  }

  private static void requireRegistry(FunctionModule module, Function function) {
    try (ClusterConnection connection = module.settings().connect(function.namespace())) {
      Requirements.requireRegistry(
          function.image(), function.name(), GoalContext.place(connection));
    }
  }

  /**
   * Returns a function whose image has the architectures of the nodes, unless they are configured.
   */
  private static Function forNodesOf(ClusterConnection connection, ConfiguredFunction configured) {
    Function function = configured.function();
    Image image = function.image();
    return configured.sets("image.architecture")
        ? function
        : function.withImage(
            image.withArchitectures(Architectures.of(image, Nodes.architectures(connection))));
  }

  private Function push(
      ClusterConnection connection, FunctionModule module, ConfiguredFunction configured)
      throws IOException {
    goal.announce(connection, module.settings());
    Function function = forNodesOf(connection, configured);
    BuiltImage pushed =
        goal.images(module.settings()).build(module, function, new Destination.Registry());
    new ResultFile(module.settings().output())
        .image(function, "pushed", pushed.digest(), Optional.empty());
    return function.withImage(function.image().withDigest(pushed.digest()));
  }

  private Function pushed(
      ClusterConnection connection, FunctionModule module, ConfiguredFunction configured)
      throws IOException {
    Function pushed = new ResultFile(module.settings().output()).pushed(configured.function());
    goal.announce(connection, module.settings());
    return pushed;
  }
}
