package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * The bases of images: JREs that are linked on this machine, and base images of registries.
 *
 * @param offline whether the base image must already be on this machine
 * @param cache the directory of everything that is kept between builds
 * @param progress receives the part of a pull that is done, from 0 to 1
 */
record ImageBases(Registries registries, boolean offline, Path cache, DoubleConsumer progress) {

  /**
   * Checks that a base image is available, without reading its layers, or that a JRE can be linked.
   *
   * @param image contains its base and architectures; the name is not used
   * @param jdk directory of the JDK that would link a JRE
   * @throws io.kubeless.packaging.model.ProblemException if it is not available for the
   *     architectures
   */
  void check(Image image, Path jdk) throws IOException {
    if (image.linked()) {
      LinkedJre.check(jdk, image.architectures());
      return;
    }
    BaseImage base =
        new BaseImage(RegistryImages.parse(image.base()), image.architectures(), registries);
    if (offline) {
      base.cached(Assembly.baseImages(cache));
    } else {
      base.check();
    }
  }

  /**
   * The base of an image.
   *
   * @param jre the locally linked JRE; empty for a base image
   * @param identity a text that is the same on this machine for the same base
   */
  record Base(Optional<LinkedJre> jre, String identity) {}

  /** Links a JRE, or pulls a base image. */
  Base of(ImageRequest request, FunctionFiles files) throws IOException {
    Image image = request.function().image();
    if (image.linked()) {
      LinkedJre jre =
          LinkedJre.of(
              request.jdk(),
              request.function().handler().release(),
              image.architectures(),
              files.classPath(),
              image.start().modules(),
              cache.resolve("jre"));
      return new Base(Optional.of(jre), jre.identity());
    }
    BaseImage base =
        new BaseImage(RegistryImages.parse(image.base()), image.architectures(), registries);
    Path images = Assembly.baseImages(cache);
    return new Base(Optional.empty(), offline ? base.cached(images) : base.pull(images, progress));
  }
}
