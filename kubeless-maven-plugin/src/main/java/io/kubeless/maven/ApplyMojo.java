package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
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
    Set<String> former = new LinkedHashSet<>();
    for (Module module : modulesOfClusters().all()) {
      GoalSettings settings = module.settings();
      Path output = settings.output();
      for (ConfiguredFunction configured : module.functions()) {
        Function pushed = new ResultFile(output).pushed(configured.function());
        try (Connection connection = settings.connect(pushed.namespace())) {
          announce(connection, settings);
          deployments(module).deploy(connection, configured, pushed, output);
          former.addAll(former(connection, module));
        }
      }
    }
    former.forEach(getLog()::warn);
  }
}
