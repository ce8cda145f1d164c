package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Checks handlers, configuration, fragments and class path. It writes nothing and connects to no
 * cluster.
 */
@Mojo(
    name = "validate",
    defaultPhase = LifecyclePhase.VERIFY,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
public class ValidateMojo extends AbstractFunctionMojo {
  @Override
  void run(GoalContext goal) throws IOException {
    FunctionModule module = goal.ownModule();
    FunctionClassPath classPath = goal.classPath();
    for (ConfiguredFunction configured : module.functions()) {
      for (Target target : Target.values()) {
        Manifests.of(configured.function(), target, configured.fragments());
      }
      classPath.resolve(goal.project(), configured.function().parts());
      goal.log().info("valid     " + configured.function().name());
    }
  }
}
