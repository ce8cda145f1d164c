package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.event.events.ProgressEvent;
import com.google.cloud.tools.jib.event.progress.ProgressEventHandler;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleConsumer;

/** Builds images with Jib. */
public final class ImageBuilder {
  private static final String TOOL = "kubeless-maven-plugin";
  private static final String HTTP_LOGIN = "sendCredentialsOverHttp";

  private final Registries registries;
  private final boolean offline;
  private final Path cache;
  private final DoubleConsumer progress;

  /**
   * Makes a builder.
   *
   * @param offline whether only what lies on this machine may be used
   * @param cache a directory for layers and linked JREs, kept between builds
   * @param progress is told the part that is done, from 0 to 1
   */
  public ImageBuilder(Registries registries, boolean offline, Path cache, DoubleConsumer progress) {
    this.registries = registries;
    this.offline = offline;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Builds an image and puts it where it goes.
   *
   * @throws io.kubeless.packaging.model.ProblemException when a registry, the daemon or the JDK
   *     does not do its part
   */
  public BuiltImage build(ImageRequest request, Destination destination) throws IOException {
    Image image = request.function().image();
    ImageReference name = RegistryImages.parse(image.name());
    boolean registry = destination instanceof Destination.Registry;
    if (registry) {
      registries.probe(name.getRegistry(), image.name());
    }
    FunctionFiles files = FunctionFiles.prepare(request);
    List<FileEntriesLayer> layers = Layers.of(files);
    JibContainerBuilder container = base(request, files);
    layers.forEach(container::addFileEntriesLayer);
    ImageDescription.set(container, request);
    ExecutorService executor = executor();
    boolean login = registry && registries.mayBePlain(name.getRegistry()) && allowLoginOverHttp();
    try {
      JibContainer built =
          container.containerize(
              containerizer(name, destination, image).setExecutorService(executor));
      return new BuiltImage(built.getDigest().toString(), bytes(layers));
    } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
      throw ImageProblems.of(e, image, destination);
    } catch (IOException e) {
      throw ImageProblems.of(e, image, destination);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      executor.shutdown();
      if (login) {
        System.clearProperty(HTTP_LOGIN);
      }
    }
  }

  /** Jib keeps passwords from plain HTTP unless told; where plain HTTP is allowed, they may go. */
  private static boolean allowLoginOverHttp() {
    if (System.getProperty(HTTP_LOGIN) != null) {
      return false;
    }
    System.setProperty(HTTP_LOGIN, "true");
    return true;
  }

  /** Makes threads that load classes as the caller does, whatever the common pool does. */
  private static ExecutorService executor() {
    ClassLoader loader = ImageBuilder.class.getClassLoader();
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "image");
          thread.setDaemon(true);
          thread.setContextClassLoader(loader);
          return thread;
        });
  }

  private JibContainerBuilder base(ImageRequest request, FunctionFiles files) throws IOException {
    Image image = request.function().image();
    if (image.linked()) {
      int least = request.function().handler().release();
      LinkedJre jre = LinkedJre.of(request.jdk(), least, files.classPath(), cache.resolve("jre"));
      JibContainerBuilder scratch = Jib.fromScratch();
      jre.layers().forEach(scratch::addFileEntriesLayer);
      return scratch
          .setEnvironment(new TreeMap<>(Map.of("PATH", "/opt/java/bin", "JAVA_HOME", "/opt/java")))
          .addLabel("io.kubeless.jre", jre.version());
    }
    ImageReference base = RegistryImages.parse(image.base());
    if (!offline) {
      registries.probe(base.getRegistry(), image.base());
    }
    return Jib.from(RegistryImages.of(base, registries));
  }

  private Containerizer containerizer(ImageReference name, Destination destination, Image image)
      throws IOException {
    // Jib asks once for both ends; each was probed with its own permission before.
    boolean plain =
        (destination instanceof Destination.Registry && registries.mayBePlain(name.getRegistry()))
            || (!image.linked()
                && registries.mayBePlain(RegistryImages.parse(image.base()).getRegistry()));
    Containerizer to;
    if (destination instanceof Destination.Tar tar) {
      Files.createDirectories(tar.file().toAbsolutePath().getParent());
      to = Containerizer.to(TarImage.at(tar.file()).named(name));
    } else if (destination instanceof Destination.Daemon) {
      to = Containerizer.to(DockerDaemonImage.named(name));
    } else {
      to = Containerizer.to(RegistryImages.of(name, registries));
    }
    return to.setAllowInsecureRegistries(plain)
        .setOfflineMode(offline && !(destination instanceof Destination.Registry))
        .setBaseImageLayersCache(cache.resolve("base"))
        .setApplicationLayersCache(cache.resolve("layers"))
        .setToolName(TOOL)
        .setToolVersion("1")
        .addEventHandler(
            ProgressEvent.class,
            new ProgressEventHandler(update -> progress.accept(update.getProgress())));
  }

  private static long bytes(List<FileEntriesLayer> layers) throws IOException {
    long bytes = 0;
    for (FileEntriesLayer layer : layers) {
      for (FileEntry entry : layer.getEntries()) {
        bytes += Files.size(entry.getSourceFile());
      }
    }
    return bytes;
  }
}
