package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Prints every effective value, with the file and line, or the setting, that it comes from. */
@Mojo(
    name = "config",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public class ConfigMojo extends AbstractFunctionMojo {
  @Override
  void run(GoalContext goal) throws IOException {
    for (FunctionModule module : goal.modules().all()) {
      for (ConfiguredFunction configured : module.functions()) {
        goal.log()
            .info("# " + module.sources().owner().name() + " " + configured.function().name());
        configured.lines().forEach(goal.log()::info);
      }
    }
  }
}
