package io.kubeless.packaging.image;

import java.nio.file.Path;

/** Where an image goes. */
public sealed interface Destination {
  /** The registry that the image's name begins with. */
  record Registry() implements Destination {}

  /** The Docker daemon of this machine. */
  record Daemon() implements Destination {}

  /** A file that {@code docker load} reads. */
  record Tar(Path file) implements Destination {}
}
