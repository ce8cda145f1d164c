package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.registry.ManifestAndDigest;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The name in a registry that an image is pushed to. While the image is built, another thread logs
 * in and reads which image has this name now.
 */
final class PushTarget implements AutoCloseable {
  private final FutureTask<Opened> opened;

  /**
   * A repository after the login.
   *
   * @param source a repository of the same registry that layers may be mounted from
   * @param present the digest of the image that has the name
   */
  private record Opened(
      Repository repository, Optional<String> source, Optional<DescriptorDigest> present) {}

  /** Begins to log in. */
  PushTarget(Image image, Registries registries) {
    this.opened = new FutureTask<>(() -> open(image, registries));
    Thread thread = new Thread(opened, "registry");
    thread.setDaemon(true);
    thread.setContextClassLoader(PushTarget.class.getClassLoader());
    thread.start();
  }

  private static Opened open(Image image, Registries registries)
      throws IOException, RegistryException {
    ImageReference name = RegistryImages.parse(image.name());
    Optional<String> source = source(image, name);
    Repository repository = new Repository(name, source, registries);
    try {
      repository.logInToPush();
      return new Opened(repository, source, present(repository.client(), name.getQualifier()));
    } catch (IOException | RegistryException | RuntimeException e) {
      repository.close();
      throw e;
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

  private static Optional<DescriptorDigest> present(RegistryClient client, String tag)
      throws IOException {
    try {
      return client.checkManifest(tag).map(ManifestAndDigest::getDigest);
    } catch (RegistryException e) {
      return Optional.empty(); // for example, the repository does not exist yet
    }
  }

  /**
   * Returns whether the name refers to an image.
   *
   * @throws ExecutionException if the registry is unreachable or refuses the login
   */
  boolean has(String digest) throws InterruptedException, ExecutionException {
    return opened.get().present().map(DescriptorDigest::toString).equals(Optional.of(digest));
  }

  /** Returns the client of the repository. */
  RegistryClient client() throws InterruptedException, ExecutionException {
    return opened.get().repository().client();
  }

  /** Returns a repository of the same registry that layers may be mounted from. */
  Optional<String> source() throws InterruptedException, ExecutionException {
    return opened.get().source();
  }

  /** Ends the connection. A login that is still waiting for an answer is not awaited. */
  @Override
  public void close() {
    if (opened.cancel(true) || opened.isCancelled()) {
      return;
    }
    try {
      opened.get().repository().close();
    } catch (ExecutionException | IOException e) {
      // It was not opened, or nothing is lost because all responses were read.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
