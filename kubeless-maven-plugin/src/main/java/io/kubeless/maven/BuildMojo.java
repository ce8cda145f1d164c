package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
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
public class BuildMojo extends AbstractKubelessMojo {

  /** Where images go: {@code tar}, or {@code docker} for the daemon of this machine. */
  @Parameter(property = GoalProperties.BUILD_TO, defaultValue = "tar")
  private String to;

  @Override
  void run() throws IOException {
    Module module = ownModule();
    Path output = output(project);
    boolean packaged = modules(registry()).packagedJar(project);
    for (ConfiguredFunction configured : module.functions()) {
      Destination destination = destination(output, configured.function().name());
      BuiltImage built = images().build(module, configured, output, packaged, destination);
      Optional<Path> tar =
          destination instanceof Destination.Tar file ? Optional.of(file.file()) : Optional.empty();
      new ResultFile(output).image(configured.function(), "built", built.digest(), tar);
      tar.ifPresent(file -> getLog().info("tar       " + file));
    }
  }

  private Destination destination(Path output, String function) {
    String where = setting(GoalProperties.BUILD_TO, to).orElse("tar");
    return switch (where) {
      case "tar" -> new Destination.Tar(output.resolve(function).resolve("image.tar"));
      case "docker" -> new Destination.Daemon();
      default ->
          throw new ProblemException(
              Problem.inProject(
                  302,
                  "Images cannot be built to " + where,
                  "-D" + GoalProperties.BUILD_TO,
                  "there are tar and docker; push sends them to a registry",
                  "-D" + GoalProperties.BUILD_TO + "=tar"));
    };
  }
}
