package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Message;
import java.util.List;

/**
 * An image that was built.
 *
 * @param digest digest of its manifest or index, {@code sha256:…}
 * @param bytes bytes that were transferred: those uploaded to a registry, the size of a tar, or the
 *     files above the base for the Docker daemon
 * @param notices what the user should know about it
 */
public record BuiltImage(String digest, long bytes, List<Message> notices) {
  /** Copies the notices. */
  public BuiltImage {
    notices = List.copyOf(notices);
  }
}
