package io.kubeless.maven;

import io.kubeless.packaging.model.Function;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Applies the objects of functions whose images were pushed before, waits for the rollout and
 * reports it.
 */
@Mojo(
    name = "apply",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
public class ApplyMojo extends AbstractApplyMojo {
  @Override
  void run() throws IOException {
    deploy(
        modulesOfClusters().all(),
        (connection, module, configured) -> {
          Function pushed =
              new ResultFile(module.settings().output()).pushed(configured.function());
          announce(connection, module.settings());
          return pushed;
        });
  }
}
