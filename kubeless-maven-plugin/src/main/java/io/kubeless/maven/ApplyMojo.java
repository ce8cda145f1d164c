package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Applies the objects of functions whose images were pushed before, waits and tells. */
@Mojo(
    name = "apply",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
public class ApplyMojo extends AbstractClusterMojo {
  @Override
  void run() throws IOException {
    Optional<String> registry;
    try (Connection connection = connect(Optional.empty())) {
      registry = registryFor(connection);
    }
    FunctionDeployments deployments = new FunctionDeployments(options(), target(), getLog());
    for (Module module : modules(registry).all()) {
      Path output = output(module.project());
      for (ConfiguredFunction configured : module.functions()) {
        Function function = configured.function();
        Optional<String> digest = new ResultFile(output).digest(function.name(), "pushed");
        Function pushed =
            digest.isPresent()
                ? function.withImage(function.image().withDigest(digest.get()))
                : function;
        try (Connection connection = connect(function.namespace())) {
          announce(connection);
          deployments.deploy(connection, configured, pushed, output);
        }
      }
    }
  }
}
