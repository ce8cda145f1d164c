package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Assembles an image for each of its architectures, and uploads what the registry lacks.
 *
 * @param progress receives the part of the upload that is done, from 0 to 1
 */
record ImageUpload(Assembly assembly, Registries registries, DoubleConsumer progress) {

  /**
   * Uploads the image, and its start-up archive under a tag of its own.
   *
   * @param confirm receives the digest before anything is uploaded
   * @return the image, without notices
   */
  BuiltImage to(PushTarget target, Consumer<String> confirm)
      throws IOException, InterruptedException {
    Image image = assembly.request().function().image();
    ImageReference name = RegistryImages.parse(image.name());
    Path directory = directory();
    try {
      ImagePush push = assemble(name, directory);
      confirm.accept(push.digest().toString());
      long uploaded = push.to(target, name.getQualifier(), assembly.executor(), progress);
      for (Map.Entry<String, DockerTar> each : push.images().entrySet()) {
        Optional<StartArchive> unpublished =
            assembly.archive(each.getKey()).filter(archive -> !archive.published());
        if (unpublished.isPresent()) {
          new ArchiveTag(name, registries).push(unpublished.get().key(), each.getValue());
        }
      }
      return new BuiltImage(push.digest().toString(), uploaded, List.of());
    } catch (RegistryException | ExecutionException | IOException e) {
      throw ImageProblems.ofTarget(e, image);
    } finally {
      Directories.delete(directory);
    }
  }

  /** Returns the digest of the image, and uploads nothing. */
  String digest() throws IOException, InterruptedException {
    Path directory = directory();
    try {
      ImageReference name = RegistryImages.parse(assembly.request().function().image().name());
      return assemble(name, directory).digest().toString();
    } finally {
      Directories.delete(directory);
    }
  }

  private Path directory() throws IOException {
    Files.createDirectories(assembly.request().work());
    return Files.createTempDirectory(assembly.request().work(), "push-");
  }

  private ImagePush assemble(ImageReference name, Path directory)
      throws IOException, InterruptedException {
    SortedMap<String, DockerTar> images = new TreeMap<>();
    for (String architecture : assembly.request().function().image().architectures()) {
      Path tar = directory.resolve(architecture + ".tar");
      assembly.writeTar(name, tar, architecture);
      images.put(architecture, DockerTar.read(tar));
    }
    return new ImagePush(images);
  }
}
