package io.kubeless.packaging.image;

import java.nio.file.Path;
import java.util.function.Consumer;

/** The place that an image is written to. */
public sealed interface Destination {
  /**
   * The registry in the image's name.
   *
   * @param confirm receives the image's digest before anything is uploaded, and throws to prevent
   *     the upload
   * @param again whether this machine has built the image before, and the digest is to be the same
   */
  record Registry(Consumer<String> confirm, boolean again) implements Destination {
    /** Accepts an image with any digest. */
    public Registry() {
      this(digest -> {});
    }

    /** Confirms the digest of an image that is built for the first time. */
    public Registry(Consumer<String> confirm) {
      this(confirm, false);
    }
  }

  /** No place: the image is made to learn the digest that a push would have. */
  record Preview() implements Destination {}

  /** The Docker daemon of this machine. */
  record Daemon() implements Destination {}

  /** A file that {@code docker load} reads. */
  record Tar(Path file) implements Destination {}
}
