package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.Function;
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

  private static Connection connect(Module module, ConfiguredFunction configured) {
    return module.settings().connect(configured.function().namespace());
  }

  private void deploy(Connection connection, Module module, ConfiguredFunction configured)
      throws IOException {
    GoalSettings settings = module.settings();
    Function function = configured.function();
    Path output = settings.output();
    BuiltImage pushed =
        images(settings)
            .build(module, configured, output, settings.packagedJar(), new Destination.Registry());
    new ResultFile(output).image(function, "pushed", pushed.digest(), Optional.empty());
    deployments(module)
        .deploy(
            connection,
            configured,
            function.withImage(function.image().withDigest(pushed.digest())),
            output);
  }
}
