package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.KubelessLimits;
import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Writes the manifests of the module's functions. It needs neither a registry nor a cluster. */
@Mojo(
    name = "generate",
    defaultPhase = LifecyclePhase.PROCESS_CLASSES,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
public class GenerateMojo extends AbstractKubelessMojo {
  @Override
  void run() throws IOException {
    Module module = ownModule();
    Path output = output(project);
    for (ConfiguredFunction configured : module.functions()) {
      ManifestFiles.write(output, configured.function(), configured);
      new ResultFile(output).generated(configured.function());
      getLog()
          .info(
              "manifests "
                  + project.getBasedir().toPath().relativize(output)
                  + "/"
                  + configured.function().name());
      for (Problem unsaid : KubelessLimits.of(configured.function())) {
        getLog().info("          " + unsaid.what() + ": its folder leaves it out");
      }
    }
  }
}
