package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Compiles, builds and pushes the images, applies the objects, waits for the rollout and prints how
 * to call the functions.
 */
@Mojo(
    name = "deploy",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(lifecycle = "kubeless", phase = LifecyclePhase.PROCESS_CLASSES)
public class DeployMojo extends AbstractDeployMojo {
  @Override
  void run() throws IOException {
    deploy(modulesOfClusters().all());
  }
}
