package io.kubeless.maven;

import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProjectHelper;

/**
 * Pushes the images of the module's functions, and writes their manifests with the digest. An image
 * that {@code build} made before is built again from the same files, and must be the same. The
 * manifests become a zip file, which is attached to the project with the classifier {@code
 * kubeless}.
 */
@Mojo(
    name = "push",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class PushMojo extends AbstractFunctionMojo {
  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  @Inject MavenProjectHelper attachments;

  @Override
  void run(GoalContext goal) throws IOException {
    new ModulePush(goal)
        .run()
        .ifPresent(zip -> attachments.attachArtifact(project, "zip", "kubeless", zip.toFile()));
  }
}
