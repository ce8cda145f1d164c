package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that push and apply have. */
@SuppressWarnings("UnusedVariable")
abstract class AbstractDeployMojo extends AbstractApplyMojo {
  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  /** Deploys modules, each to its own cluster. */
  final void deploy(List<Module> modules) throws IOException {
    for (Module module : modules) {
      for (ConfiguredFunction configured : module.functions()) {
        requireRegistry(module, configured.function());
      }
    }
    deploy(modules, this::push);
  }

  private static void requireRegistry(Module module, Function function) {
    try (Connection connection = module.settings().connect(function.namespace())) {
      Preconditions.requireRegistry(function.image(), function.name(), place(connection));
    }
  }

  /** Returns a function whose image is for the nodes' architectures, unless it is configured. */
  private static Function forNodesOf(Connection connection, ConfiguredFunction configured) {
    Function function = configured.function();
    Image image = function.image();
    return configured.sets("image.architecture")
        ? function
        : function.withImage(
            image.withArchitectures(Architectures.of(image, Nodes.architectures(connection))));
  }

  private Function push(Connection connection, Module module, ConfiguredFunction configured)
      throws IOException {
    GoalSettings settings = module.settings();
    announce(connection, settings);
    Function function = forNodesOf(connection, configured);
    Path output = settings.output();
    BuiltImage pushed =
        images(settings)
            .build(module, function, output, settings.packagedJar(), new Destination.Registry());
    new ResultFile(output).image(function, "pushed", pushed.digest(), Optional.empty());
    return function.withImage(function.image().withDigest(pushed.digest()));
  }
}
