package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.ImageReference;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
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
  private final ImageBases bases;
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
    this.bases = new ImageBases(registries, offline, cache, part -> progress.accept(part * PULLED));
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
      } else if (destination instanceof Destination.Preview) {
        built = preview(request, name, executor);
      } else {
        LocalImage.requireOneArchitecture(image);
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
    ImageBases.Base base = bases.of(request, files);
    KnownImages images = new KnownImages(cache.resolve("images"));
    String key = new ImageInputs(request, files, base.identity()).key();
    // The archive that this machine has built with may not be that of the registry.
    boolean mayDiffer = image.start().archive() && registry.again();
    Optional<BuiltImage> known = mayDiffer ? Optional.empty() : images.find(image.name(), key);
    if (known.isPresent() && has(target, known.get().digest(), image)) {
      registry.confirm().accept(known.get().digest());
      return known.get();
    }
    Archives.Made archive =
        new ArchiveChoice(registries, cache).of(request, files, base.jre(), registry);
    Assembly assembly = assembly(request, files, base, archive, executor);
    BuiltImage pushed =
        new ImageUpload(assembly, registries, part -> progress.accept(ASSEMBLED + part * UPLOADED))
            .to(target, registry.confirm());
    if (!mayDiffer && archive.repeatable()) {
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

  /** Returns the digest of an image. That of a known image needs no registry. */
  private BuiltImage preview(ImageRequest request, ImageReference name, ExecutorService executor)
      throws IOException, InterruptedException {
    FunctionFiles files = FunctionFiles.prepare(request);
    ImageBases.Base base = bases.of(request, files);
    String image = request.function().image().name();
    Optional<BuiltImage> known =
        new KnownImages(cache.resolve("images"))
            .find(image, new ImageInputs(request, files, base.identity()).key());
    if (known.isPresent()) {
      return known.get();
    }
    registries.probe(name.getRegistry(), image);
    Archives.Made archive =
        new ArchiveChoice(registries, cache)
            .of(request, files, base.jre(), new Destination.Preview());
    Assembly assembly = assembly(request, files, base, archive, executor);
    String digest = new ImageUpload(assembly, registries, part -> {}).digest();
    return new BuiltImage(digest, 0, archive.notices());
  }

  private BuiltImage write(
      ImageRequest request, ImageReference name, Destination destination, ExecutorService executor)
      throws IOException, InterruptedException {
    FunctionFiles files = FunctionFiles.prepare(request);
    ImageBases.Base base = bases.of(request, files);
    Archives.Made archive =
        new ArchiveChoice(registries, cache).of(request, files, base.jre(), destination);
    Assembly assembly = assembly(request, files, base, archive, executor);
    BuiltImage built =
        destination instanceof Destination.Tar tar
            ? LocalImage.tar(assembly, name, tar.file())
            : LocalImage.daemon(assembly, name);
    return new BuiltImage(built.digest(), built.bytes(), archive.notices());
  }

  private Assembly assembly(
      ImageRequest request,
      FunctionFiles files,
      ImageBases.Base base,
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
    bases.check(image, jdk);
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
