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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that push and apply have. */
@SuppressWarnings("UnusedVariable")
abstract class AbstractDeployMojo extends AbstractApplyMojo {
  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  /**
   * Deploys modules, each to its own cluster. All of them are checked before the first one changes
   * anything.
   */
  final void deploy(List<Module> modules) throws IOException {
    for (Module module : modules) {
      for (ConfiguredFunction configured : module.functions()) {
        try (Connection connection = connect(module, configured)) {
          Function function = configured.function();
          Preconditions.requireRegistry(function.image(), function.name(), place(connection));
          deployments(module).preflight(connection, function);
        }
      }
    }
    Set<String> former = new LinkedHashSet<>();
    for (Module module : modules) {
      for (ConfiguredFunction configured : module.functions()) {
        try (Connection connection = connect(module, configured)) {
          announce(connection, module.settings());
          deploy(connection, module, configured);
          former.addAll(former(connection, module));
        }
      }
    }
    former.forEach(getLog()::warn);
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

  private static Connection connect(Module module, ConfiguredFunction configured) {
    return module.settings().connect(configured.function().namespace());
  }

  private void deploy(Connection connection, Module module, ConfiguredFunction configured)
      throws IOException {
    GoalSettings settings = module.settings();
    Function function = forNodesOf(connection, configured);
    Path output = settings.output();
    BuiltImage pushed =
        images(settings)
            .build(module, function, output, settings.packagedJar(), new Destination.Registry());
    new ResultFile(output).image(function, "pushed", pushed.digest(), Optional.empty());
    deployments(module)
        .deploy(
            connection,
            configured,
            function.withImage(function.image().withDigest(pushed.digest())),
            output);
  }
}
