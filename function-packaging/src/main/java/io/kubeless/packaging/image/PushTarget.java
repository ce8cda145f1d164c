package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestListTemplate;
import com.google.cloud.tools.jib.registry.ManifestAndDigest;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;

/**
 * The name in a registry that an image is pushed to. While the image is built, another thread logs
 * in and reads which image has this name now.
 */
final class PushTarget implements AutoCloseable {
  // Another build may push or delete the image while this one compiles.
  private static final long FRESH = Duration.ofSeconds(5).toNanos();

  private final FutureTask<Opened> opened;
  private final LongSupplier nanos;
  private volatile boolean failed;
  private Optional<Present> later = Optional.empty();
  private Optional<Repository> open = Optional.empty();
  private boolean closed;

  /**
   * A repository after the login.
   *
   * @param source a repository of the same registry that layers may be mounted from
   * @param present the image that has the name
   */
  private record Opened(
      Repository repository, Optional<String> source, String tag, Present present) {}

  /**
   * An answer of the registry.
   *
   * @param image empty if no image has the name
   * @param nanos when it was received
   */
  private record Present(Optional<ManifestAndDigest<ManifestTemplate>> image, long nanos) {
    boolean has(String digest) {
      return image
          .map(ManifestAndDigest::getDigest)
          .map(DescriptorDigest::toString)
          .equals(Optional.of(digest));
    }
  }

  /** Creates a target that is not logged in to before {@link #begin} or its first use. */
  PushTarget(Image image, Registries registries, LongSupplier nanos) {
    this.nanos = nanos;
    this.opened = new FutureTask<>(() -> open(image, registries));
  }

  /** Begins to log in. */
  void begin(Executor executor) {
    executor.execute(opened);
  }

  private Opened open(Image image, Registries registries) throws IOException, RegistryException {
    ImageReference name = RegistryImages.parse(image.name());
    Optional<String> source = source(image, name);
    Repository repository = new Repository(name, source, registries);
    try {
      // A server that is not a registry may serve only one connection at a time.
      image.registry().ifPresent(host -> registries.probe(host, image.name()));
      repository.logInToPush();
      String tag = name.getQualifier();
      Present present = present(repository.client(), tag);
      keep(repository);
      return new Opened(repository, source, tag, present);
    } catch (IOException | RegistryException | RuntimeException e) {
      failed = true;
      repository.close();
      throw e;
    }
  }

  private synchronized void keep(Repository repository) {
    if (closed) {
      throw new CancellationException();
    }
    open = Optional.of(repository);
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

  private Present present(RegistryClient client, String tag) throws IOException {
    try {
      return new Present(client.checkManifest(tag), nanos.getAsLong());
    } catch (RegistryException e) {
      // For example, the repository does not exist yet.
      return new Present(Optional.empty(), nanos.getAsLong());
    }
  }

  /** Returns whether the login in the background has failed. */
  boolean failed() {
    return failed;
  }

  private Opened opened() throws InterruptedException, ExecutionException {
    opened.run(); // unless another thread has begun
    return opened.get();
  }

  /**
   * Returns whether the name refers to an image, and the registry has the image of each
   * architecture.
   *
   * @throws ExecutionException if the registry is unreachable or refuses the login
   */
  boolean has(String digest) throws IOException, InterruptedException, ExecutionException {
    Opened target = opened();
    RegistryClient client = target.repository().client();
    Present present = later.orElse(target.present());
    if (present.has(digest) && nanos.getAsLong() - present.nanos() > FRESH) {
      present = present(client, target.tag());
      later = Optional.of(present);
    }
    return present.has(digest) && complete(client, present.image().orElseThrow().getManifest());
  }

  /** Returns whether the images of an index exist, which may be deleted without it. */
  private boolean complete(RegistryClient client, ManifestTemplate manifest) throws IOException {
    if (manifest instanceof V22ManifestListTemplate index) {
      for (V22ManifestListTemplate.ManifestDescriptorTemplate each : index.getManifests()) {
        if (present(client, String.valueOf(each.getDigest())).image().isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the client of the repository. */
  RegistryClient client() throws InterruptedException, ExecutionException {
    return opened().repository().client();
  }

  /** Returns a repository of the same registry that layers may be mounted from. */
  Optional<String> source() throws InterruptedException, ExecutionException {
    return opened().source();
  }

  /** Ends the connection. A login that is still waiting for an answer is not awaited. */
  @Override
  public void close() {
    Optional<Repository> ended;
    synchronized (this) {
      closed = true;
      ended = open;
      open = Optional.empty();
    }
    opened.cancel(true);
    if (ended.isPresent()) {
      try {
        ended.get().close();
      } catch (IOException e) {
        // Nothing is lost because all responses were read.
      }
    }
  }
}
