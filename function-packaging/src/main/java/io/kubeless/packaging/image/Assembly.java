package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.event.events.ProgressEvent;
import com.google.cloud.tools.jib.event.progress.ProgressEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleConsumer;

/**
 * Assembles an image with Jib. It uses no network: the base was linked locally, or is in the cache.
 *
 * @param jre the locally linked base; empty for the base image that the function names
 * @param archive the start-up archive for the architecture of this machine
 * @param progress receives the part that is done, from 0 to 1
 */
record Assembly(
    ImageRequest request,
    FunctionFiles files,
    Optional<LinkedJre> jre,
    Optional<StartArchive> archive,
    Path cache,
    ExecutorService executor,
    DoubleConsumer progress) {

  /** Returns the directory of base images. */
  static Path baseImages(Path cache) {
    return cache.resolve("base");
  }

  /** Writes the image of one architecture. */
  JibContainer write(Containerizer to, String architecture)
      throws IOException,
          InterruptedException,
          ExecutionException,
          RegistryException,
          CacheDirectoryCreationException {
    JibContainerBuilder container = base();
    Optional<StartArchive> own = archive(architecture);
    Layers.of(files, own).forEach(container::addFileEntriesLayer);
    ImageDescription.set(container, request, architecture);
    own.ifPresent(each -> container.addLabel("io.kubeless.archive", each.key()));
    return container.containerize(
        to.setOfflineMode(true)
            .setExecutorService(executor)
            .setBaseImageLayersCache(baseImages(cache))
            .setApplicationLayersCache(cache.resolve("layers"))
            .setToolName("kubeless-maven-plugin")
            .setToolVersion("1")
            .addEventHandler(
                ProgressEvent.class,
                new ProgressEventHandler(update -> progress.accept(update.getProgress()))));
  }

  /** Writes the image of one architecture to a tar, and returns its digest. */
  String writeTar(ImageReference name, Path file, String architecture)
      throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      return write(Containerizer.to(TarImage.at(file).named(name)), architecture)
          .getDigest()
          .toString();
    } catch (RegistryException
        | CacheDirectoryCreationException
        | ExecutionException
        | IOException e) {
      throw ImageProblems.ofAssembly(e, request.function().image());
    }
  }

  /** Returns the archive of an architecture. */
  Optional<StartArchive> archive(String architecture) {
    return archive.filter(each -> architecture.equals(Jdk.thisArchitecture()));
  }

  private JibContainerBuilder base() throws IOException {
    if (jre.isEmpty()) {
      return Jib.from(RegistryImage.named(RegistryImages.parse(request.function().image().base())));
    }
    JibContainerBuilder scratch = Jib.fromScratch();
    jre.get().layers().forEach(scratch::addFileEntriesLayer);
    return scratch
        .setEnvironment(new TreeMap<>(Map.of("PATH", "/opt/java/bin", "JAVA_HOME", "/opt/java")))
        .addLabel("io.kubeless.jre", jre.get().version());
  }
}
