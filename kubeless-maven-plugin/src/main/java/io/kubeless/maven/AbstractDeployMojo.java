package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the goals that push and apply have. */
abstract class AbstractDeployMojo extends AbstractClusterMojo {

  /** Deploys the functions of every module. */
  final void deploy() throws IOException {
    Optional<String> registry;
    try (Connection connection = connect(Optional.empty())) {
      registry = registryFor(connection);
    }
    FunctionDeployments deployments = new FunctionDeployments(options(), target(), getLog());
    List<Module> modules = modules(registry).all();
    for (Module module : modules) {
      for (ConfiguredFunction configured : module.functions()) {
        try (Connection connection = connect(configured.function().namespace())) {
          announce(connection);
          deploy(connection, deployments, module, configured);
        }
      }
    }
  }

  private void deploy(
      Connection connection,
      FunctionDeployments deployments,
      Module module,
      ConfiguredFunction configured)
      throws IOException {
    Function function = configured.function();
    Preconditions.requireRegistry(function.image(), function.name(), place(connection));
    deployments.preflight(connection, function);
    Path output = output(module.project());
    boolean packaged = modules(registry()).packagedJar(module.project());
    BuiltImage pushed =
        images().build(module, configured, output, packaged, new Destination.Registry());
    new ResultFile(output).image(function, "pushed", pushed.digest(), Optional.empty());
    deployments.deploy(
        connection,
        configured,
        function.withImage(function.image().withDigest(pushed.digest())),
        output);
  }

  static String place(Connection connection) {
    return connection.context() + " (" + connection.server() + ")";
  }
}
