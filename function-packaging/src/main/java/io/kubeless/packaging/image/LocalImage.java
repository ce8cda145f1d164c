package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Writes images of one architecture to places on this machine. */
final class LocalImage {
  private LocalImage() {}

  /** Loads an image into the Docker daemon. */
  static BuiltImage daemon(Assembly assembly, ImageReference name)
      throws IOException, InterruptedException {
    Image image = assembly.request().function().image();
    try {
      String digest =
          assembly
              .write(Containerizer.to(DockerDaemonImage.named(name)), image.architectures().get(0))
              .getDigest()
              .toString();
      return new BuiltImage(digest, Layers.bytes(assembly.files(), assembly.archive()), List.of());
    } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
      throw ImageProblems.ofDaemon(e, image);
    } catch (IOException e) {
      throw ImageProblems.ofDaemon(e, image);
    }
  }

  /** Writes an image to a file. */
  static BuiltImage tar(Assembly assembly, ImageReference name, Path file)
      throws IOException, InterruptedException {
    Image image = assembly.request().function().image();
    String digest = assembly.writeTar(name, file, image.architectures().get(0));
    return new BuiltImage(digest, Files.size(file), List.of());
  }

  /** Requires that an image has one architecture. */
  static void requireOneArchitecture(Image image) {
    if (image.architectures().size() > 1) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.SINGLE_ARCHITECTURE_REQUIRED,
                  "An image of several architectures cannot be built here")
              .at("image.architecture: %s", String.join(",", image.architectures()))
              .because(
                  "a tar and the Docker daemon take one architecture; a registry takes an index")
              .remedy(
                  "%s, or push to a registry",
                  setting("image.architecture", image.architectures().get(0))));
    }
  }
}
