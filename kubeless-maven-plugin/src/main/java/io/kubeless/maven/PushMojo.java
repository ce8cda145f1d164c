package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Pushes the images of the module's functions, and writes their manifests with the digest. An image
 * that {@code build} made before is built again from the same files, and must be the same.
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

  @Override
  void run() throws IOException {
    Module module = ownModule();
    GoalSettings settings = module.settings();
    Path directory = settings.output();
    for (ConfiguredFunction configured : module.functions()) {
      Function function = configured.function();
      Preconditions.requireRegistry(function.image(), function.name(), "the registry");
      ResultFile result = new ResultFile(directory);
      Optional<String> built = result.digest(function.name(), "built");
      Destination registry =
          new Destination.Registry(
              digest -> built.ifPresent(b -> requireSame(function, b, digest, directory)));
      BuiltImage pushed =
          images(settings).build(module, function, directory, settings.packagedJar(), registry);
      result.image(function, "pushed", pushed.digest(), Optional.empty());
      ManifestFiles.write(
          directory, function.withImage(function.image().withDigest(pushed.digest())), configured);
    }
  }

  private static void requireSame(Function function, String built, String found, Path directory) {
    if (!built.equals(found)) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.IMAGE_CHANGED,
                  "The image of %s differs from the image that was built",
                  function.name())
              .at("%s", directory.resolve("result.json"))
              .because("built %s, now %s; nothing was pushed", built, found)
              .remedy("its files have changed since; run build and push in one mvn deploy"));
    }
  }
}
