package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an image has a start-up archive: the user may not want one, and the JRE of the
 * image has to run on this machine.
 *
 * @param cache the directory of everything that is kept between builds
 */
record ArchiveChoice(Registries registries, Path cache) {

  /**
   * Returns the archive.
   *
   * @param linked the linked JRE; empty for the JRE of a base image
   * @throws io.kubeless.packaging.model.ProblemException if the JVM rejects it, or a request of the
   *     training failed
   */
  Archives.Made of(
      ImageRequest request,
      FunctionFiles files,
      Optional<LinkedJre> linked,
      Destination destination)
      throws IOException {
    Image image = request.function().image();
    String machine = Jdk.thisArchitecture();
    if (!image.start().archive()) {
      return new Archives.Made(Optional.empty(), List.of(), true);
    }
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Archives.none(
          Message.of("it is recorded by the JRE of the image, which runs on Linux only"));
    }
    if (!image.architectures().contains(machine)) {
      return Archives.none(
          Message.of(
              "it is recorded by the JRE of the image, for %s, and this machine is %s",
              String.join(",", image.architectures()), machine));
    }
    Optional<ArchiveJre> jre;
    try {
      jre = linked.isPresent() ? Optional.of(linked.get().archiveJre()) : unpacked(image, machine);
    } catch (IOException e) {
      return Archives.failed(
          Message.of(
              "the JRE of %s cannot be unpacked: %s",
              image.base(), String.valueOf(e.getMessage())));
    }
    if (jre.isEmpty()) {
      return Archives.none(Message.of("no JRE was found in %s", image.base()));
    }
    boolean preview = destination instanceof Destination.Preview;
    boolean registry = preview || destination instanceof Destination.Registry;
    Optional<ArchiveTag> tag =
        registry
            ? Optional.of(new ArchiveTag(RegistryImages.parse(image.name()), registries))
            : Optional.empty();
    boolean first = preview || (destination instanceof Destination.Registry to && !to.again());
    return new Archives(
            request, files, jre.get(), new ArchiveCache(cache.resolve("archive")), tag, first)
        .make();
  }

  private Optional<ArchiveJre> unpacked(Image image, String architecture) throws IOException {
    Optional<BaseJre> base =
        BaseJre.unpack(
            RegistryImages.parse(image.base()),
            architecture,
            Assembly.baseImages(cache),
            cache.resolve("base-files"));
    return base.isPresent() ? base.get().jre() : Optional.empty();
  }
}
