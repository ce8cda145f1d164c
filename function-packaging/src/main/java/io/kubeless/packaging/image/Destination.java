package io.kubeless.packaging.image;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Where an image goes. */
public sealed interface Destination {
  /**
   * The registry that the image's name begins with.
   *
   * @param confirm gets the image's digest before anything is uploaded, and throws to prevent it
   */
  record Registry(Consumer<String> confirm) implements Destination {
    /** Takes the image whatever its digest is. */
    public Registry() {
      this(digest -> {});
    }
  }

  /** The Docker daemon of this machine. */
  record Daemon() implements Destination {}

  /** A file that {@code docker load} reads. */
  record Tar(Path file) implements Destination {}
}
