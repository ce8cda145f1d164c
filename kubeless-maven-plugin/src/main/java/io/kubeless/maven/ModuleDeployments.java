package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.delivery.CallLines;
import io.kubeless.packaging.delivery.Delivery;
import io.kubeless.packaging.delivery.FunctionDeployments;
import io.kubeless.packaging.delivery.ManifestFiles;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.List;
import java.util.Properties;

/** Deploys the functions of modules, each to its own cluster. */
final class ModuleDeployments {
  private final GoalContext goal;

  ModuleDeployments(GoalContext goal) {
    this.goal = goal;
  }

  /** Builds, pushes and applies. */
  void deploy(List<FunctionModule> modules) throws IOException {
    for (FunctionModule module : modules) {
      Registries registries = goal.registries(module.settings());
      for (ConfiguredFunction each : module.functions()) {
        Image image = each.function().image();
        if (image.registry().isPresent()) {
          registries.expectPush(image); // it takes as long as the checks of the cluster
        }
      }
    }
    try (FunctionDeployments deployments = deployments(modules)) {
      deployments.deploy();
    }
  }

  /** Applies images that were pushed before. */
  void apply(List<FunctionModule> modules) throws IOException {
    try (FunctionDeployments deployments = deployments(modules)) {
      deployments.apply();
    }
  }

  private FunctionDeployments deployments(List<FunctionModule> modules) {
    long functions = modules.stream().mapToLong(each -> each.functions().size()).sum();
    boolean several = functions > 1 || goal.session().getProjects().size() > 1;
    Properties commandLine = goal.session().getUserProperties();
    return new FunctionDeployments(
        modules.stream()
            .map(
                each ->
                    delivery(each, function -> digest(each, function, new Destination.Registry())))
            .toList(),
        goal.frontEnd(),
        function -> CallLines.of(function, FunctionSelection.of(function, commandLine, several)));
  }

  /** Returns the deliveries of modules, without pushing their images. */
  List<Delivery> previews(List<FunctionModule> modules) {
    return modules.stream()
        .map(each -> delivery(each, function -> digest(each, function, new Destination.Preview())))
        .toList();
  }

  private String digest(FunctionModule module, Function function, Destination to)
      throws IOException {
    return goal.images(module.settings()).build(module, function, to).digest();
  }

  private static Delivery delivery(FunctionModule module, Delivery.Images images) {
    GoalSettings settings = module.settings();
    return new Delivery(
        module.functions(),
        settings.target(),
        settings.options(),
        settings::connect,
        settings.output(),
        (function, configured) -> ManifestFiles.write(settings.output(), function, configured),
        images);
  }
}
