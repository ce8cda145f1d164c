package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleConsumer;

/**
 * Builds images. The base image is pulled first, then Jib assembles the layers without a network,
 * and the result is uploaded last. Each registry has its own connection.
 */
public final class ImageBuilder {
  private static final double PULLED = 0.5;
  private static final double ASSEMBLED = 0.7;

  private final Registries registries;
  private final boolean offline;
  private final Path cache;
  private final DoubleConsumer progress;

  /**
   * Creates a builder.
   *
   * @param offline whether the base image must already be on this machine
   * @param cache a directory for layers and linked JREs, kept between builds
   * @param progress receives the part that is done, from 0 to 1
   */
  public ImageBuilder(Registries registries, boolean offline, Path cache, DoubleConsumer progress) {
    this.registries = registries;
    this.offline = offline;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Builds an image and writes it to its destination.
   *
   * @throws ProblemException if a registry, the Docker daemon or the JDK fails
   */
  public BuiltImage build(ImageRequest request, Destination destination) throws IOException {
    Image image = request.function().image();
    ImageReference name = RegistryImages.parse(image.name());
    if (destination instanceof Destination.Registry) {
      registries.probe(name.getRegistry(), image.name());
    } else {
      requireOneArchitecture(image);
    }
    FunctionFiles files = FunctionFiles.prepare(request);
    Optional<LinkedJre> jre = base(request, files);
    Archives.Made archive = archive(request, files, jre, destination);
    ExecutorService executor = executor();
    try {
      Assembly assembly =
          new Assembly(
              request,
              files,
              jre,
              archive.archive(),
              cache,
              executor,
              part -> progress.accept(PULLED + part * (ASSEMBLED - PULLED)));
      BuiltImage built;
      if (destination instanceof Destination.Registry registry) {
        built = push(assembly, name, registry, executor);
      } else if (destination instanceof Destination.Tar tar) {
        built = tar(assembly, name, tar.file());
      } else {
        built = daemon(assembly, name);
      }
      progress.accept(1);
      return new BuiltImage(built.digest(), built.bytes(), archive.notices());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      executor.shutdown();
    }
  }

  /**
   * Checks that a base image is available, without reading its layers, or that a JRE can be linked.
   *
   * @param image contains its base and architectures; the name is not used
   * @param jdk directory of the JDK that would link a JRE
   * @throws ProblemException if it is not available for the architectures
   */
  public void checkBase(Image image, Path jdk) throws IOException {
    if (image.linked()) {
      LinkedJre.check(jdk, image.architectures());
      return;
    }
    BaseImage base =
        new BaseImage(RegistryImages.parse(image.base()), image.architectures(), registries);
    if (offline) {
      base.requireCached(Assembly.baseImages(cache));
    } else {
      base.check();
    }
  }

  private Optional<LinkedJre> base(ImageRequest request, FunctionFiles files) throws IOException {
    Image image = request.function().image();
    if (image.linked()) {
      int least = request.function().handler().release();
      return Optional.of(
          LinkedJre.of(
              request.jdk(),
              least,
              image.architectures(),
              files.classPath(),
              image.start().modules(),
              cache.resolve("jre")));
    }
    if (!offline) {
      new BaseImage(RegistryImages.parse(image.base()), image.architectures(), registries)
          .pull(Assembly.baseImages(cache), part -> progress.accept(part * PULLED));
    }
    return Optional.empty();
  }

  private Archives.Made archive(
      ImageRequest request,
      FunctionFiles files,
      Optional<LinkedJre> linked,
      Destination destination)
      throws IOException {
    Image image = request.function().image();
    String machine = Jdk.thisArchitecture();
    if (!image.start().archive()) {
      return new Archives.Made(Optional.empty(), List.of());
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
      return Archives.none(
          Message.of(
              "the JRE of %s cannot be unpacked: %s",
              image.base(), String.valueOf(e.getMessage())));
    }
    if (jre.isEmpty()) {
      return Archives.none(Message.of("no JRE was found in %s", image.base()));
    }
    boolean registry = destination instanceof Destination.Registry;
    Optional<ArchiveTag> tag =
        registry
            ? Optional.of(new ArchiveTag(RegistryImages.parse(image.name()), registries))
            : Optional.empty();
    boolean first = destination instanceof Destination.Registry to && !to.again();
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

  private static BuiltImage daemon(Assembly assembly, ImageReference name)
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

  private static BuiltImage tar(Assembly assembly, ImageReference name, Path file)
      throws IOException, InterruptedException {
    Image image = assembly.request().function().image();
    return new BuiltImage(
        writeTar(assembly, name, file, image.architectures().get(0)), Files.size(file), List.of());
  }

  private static String writeTar(
      Assembly assembly, ImageReference name, Path file, String architecture)
      throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      return assembly
          .write(Containerizer.to(TarImage.at(file).named(name)), architecture)
          .getDigest()
          .toString();
    } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
      throw ImageProblems.ofAssembly(e, assembly.request().function().image());
    } catch (IOException e) {
      throw ImageProblems.ofAssembly(e, assembly.request().function().image());
    }
  }

  private BuiltImage push(
      Assembly assembly,
      ImageReference name,
      Destination.Registry registry,
      ExecutorService executor)
      throws IOException, InterruptedException {
    Image image = assembly.request().function().image();
    Files.createDirectories(assembly.request().work());
    Path directory = Files.createTempDirectory(assembly.request().work(), "push-");
    try {
      SortedMap<String, DockerTar> images = new TreeMap<>();
      for (String architecture : image.architectures()) {
        Path tar = directory.resolve(architecture + ".tar");
        writeTar(assembly, name, tar, architecture);
        images.put(architecture, DockerTar.read(tar));
      }
      ImagePush push = new ImagePush(images);
      registry.confirm().accept(push.digest().toString());
      long uploaded =
          push.to(
              name,
              source(image, name),
              registries,
              executor,
              part -> progress.accept(ASSEMBLED + part * (1 - ASSEMBLED)));
      for (Map.Entry<String, DockerTar> each : images.entrySet()) {
        Optional<StartArchive> unpublished =
            assembly.archive(each.getKey()).filter(archive -> !archive.published());
        if (unpublished.isPresent()) {
          new ArchiveTag(name, registries).push(unpublished.get().key(), each.getValue());
        }
      }
      return new BuiltImage(push.digest().toString(), uploaded, List.of());
    } catch (RegistryException | ExecutionException e) {
      throw ImageProblems.ofTarget(e, image);
    } catch (IOException e) {
      throw ImageProblems.ofTarget(e, image);
    } finally {
      Directories.delete(directory);
    }
  }

  /** Returns the base image's repository if the function's image is in the same registry. */
  private static Optional<String> source(Image image, ImageReference name) {
    if (image.linked()) {
      return Optional.empty();
    }
    ImageReference base = RegistryImages.parse(image.base());
    return base.getRegistry().equals(name.getRegistry())
        ? Optional.of(base.getRepository())
        : Optional.empty();
  }

  private static void requireOneArchitecture(Image image) {
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

  /**
   * Creates threads with the class loader of the caller, which threads of the common pool may not
   * have.
   */
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
}
