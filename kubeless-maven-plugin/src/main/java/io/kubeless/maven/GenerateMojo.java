package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.delivery.ManifestFiles;
import io.kubeless.packaging.delivery.ResultFile;
import io.kubeless.packaging.manifest.TargetLimits;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Writes the manifests of the module's functions. It needs neither a registry nor a cluster. */
@Mojo(
    name = "generate",
    defaultPhase = LifecyclePhase.PROCESS_CLASSES,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class GenerateMojo extends AbstractFunctionMojo {
  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  @Override
  void run(GoalContext goal) throws IOException {
    FunctionModule module = goal.ownModule();
    Path directory = module.settings().output();
    for (ConfiguredFunction configured : module.functions()) {
      ManifestFiles.write(directory, configured.function(), configured);
      new ResultFile(directory).generated(configured.function());
      goal.log()
          .info(
              "manifests "
                  + goal.project().getBasedir().toPath().relativize(directory)
                  + "/"
                  + configured.function().name());
      for (Target target : Target.values()) {
        for (Problem omitted : TargetLimits.of(configured.function(), target)) {
          goal.log().info("          " + omitted.what() + "; its manifests omit it");
        }
      }
    }
  }
}
