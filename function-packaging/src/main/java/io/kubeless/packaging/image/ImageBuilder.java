package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DockerDaemonImage;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  private static final double UPLOADED = 1 - ASSEMBLED;

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
    ExecutorService executor = executor();
    try {
      BuiltImage built;
      if (destination instanceof Destination.Registry registry) {
        try (PushTarget target = registries.target(image)) {
          registries.probe(name.getRegistry(), image.name());
          built = push(request, target, registry, executor);
        }
      } else {
        requireOneArchitecture(image);
        built = write(request, name, destination, executor);
      }
      progress.accept(1);
      return built;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      executor.shutdown();
    }
  }

  /** Pushes an image, unless the registry has the image that is made of the same files. */
  private BuiltImage push(
      ImageRequest request,
      PushTarget target,
      Destination.Registry registry,
      ExecutorService executor)
      throws IOException, InterruptedException {
    Image image = request.function().image();
    FunctionFiles files = FunctionFiles.prepare(request);
    Base base = base(request, files);
    KnownImages images = new KnownImages(cache.resolve("images"));
    String key = new ImageInputs(request, files, base.identity()).key();
    Optional<BuiltImage> known = images.find(image.name(), key);
    if (known.isPresent() && has(target, known.get().digest(), image)) {
      registry.confirm().accept(known.get().digest());
      return known.get();
    }
    Archives.Made archive = archive(request, files, base.jre(), registry);
    Assembly assembly = assembly(request, files, base, archive, executor);
    BuiltImage pushed =
        new ImageUpload(assembly, registries, part -> progress.accept(ASSEMBLED + part * UPLOADED))
            .to(target, registry.confirm());
    boolean mayDiffer = image.start().archive() && registry.again();
    if (!mayDiffer) { // the archive of this machine may not be that of the registry
      images.store(image.name(), key, pushed.digest(), archive.unchanged());
    }
    return new BuiltImage(pushed.digest(), pushed.bytes(), archive.notices());
  }

  private static boolean has(PushTarget target, String digest, Image image)
      throws InterruptedException {
    try {
      return target.has(digest);
    } catch (ExecutionException | IOException e) {
      throw ImageProblems.ofTarget(e, image);
    }
  }

  private BuiltImage write(
      ImageRequest request, ImageReference name, Destination destination, ExecutorService executor)
      throws IOException, InterruptedException {
    FunctionFiles files = FunctionFiles.prepare(request);
    Base base = base(request, files);
    Archives.Made archive = archive(request, files, base.jre(), destination);
    Assembly assembly = assembly(request, files, base, archive, executor);
    BuiltImage built =
        destination instanceof Destination.Tar tar
            ? tar(assembly, name, tar.file())
            : daemon(assembly, name);
    return new BuiltImage(built.digest(), built.bytes(), archive.notices());
  }

  private Assembly assembly(
      ImageRequest request,
      FunctionFiles files,
      Base base,
      Archives.Made archive,
      ExecutorService executor) {
    return new Assembly(
        request,
        files,
        base.jre(),
        archive.archive(),
        cache,
        executor,
        part -> progress.accept(PULLED + part * (ASSEMBLED - PULLED)));
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
  private record Base(Optional<LinkedJre> jre, String identity) {}

  private Base base(ImageRequest request, FunctionFiles files) throws IOException {
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
    return new Base(
        Optional.empty(),
        offline ? base.cached(images) : base.pull(images, part -> progress.accept(part * PULLED)));
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
    String digest = assembly.writeTar(name, file, image.architectures().get(0));
    return new BuiltImage(digest, Files.size(file), List.of());
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
