package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.delivery.ResultFile;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Builds the images of the module's functions, to tar files or into the Docker daemon. */
@Mojo(
    name = "build",
    defaultPhase = LifecyclePhase.PACKAGE,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class BuildMojo extends AbstractFunctionMojo {

  /**
   * Where images are written: {@code tar}, or {@code docker} for the Docker daemon of this machine.
   */
  @Parameter(property = "kubeless.build.to", defaultValue = "tar")
  private String to;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  @Override
  void run(GoalContext goal) throws IOException {
    FunctionModule module = goal.ownModule();
    GoalSettings settings = module.settings();
    Path directory = settings.output();
    for (ConfiguredFunction configured : module.functions()) {
      Destination destination = destination(settings, configured.function().name());
      BuiltImage built = goal.images(settings).build(module, configured.function(), destination);
      Optional<Path> tar =
          destination instanceof Destination.Tar file ? Optional.of(file.file()) : Optional.empty();
      new ResultFile(directory).image(configured.function(), "built", built.digest(), tar);
      tar.ifPresent(file -> goal.log().info("tar       " + file));
    }
  }

  private static Destination destination(GoalSettings settings, String function) {
    return settings.text(Setting.BUILD_TO).orElseThrow().equals("docker")
        ? new Destination.Daemon()
        : new Destination.Tar(settings.output().resolve(function).resolve("image.tar"));
  }
}
