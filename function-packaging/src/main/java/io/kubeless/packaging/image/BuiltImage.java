package io.kubeless.packaging.image;

/**
 * An image that was built.
 *
 * @param digest digest of its manifest or index, {@code sha256:…}
 * @param bytes bytes that were transferred: those uploaded to a registry, the size of a tar, or the
 *     files above the base for the Docker daemon
 */
public record BuiltImage(String digest, long bytes) {}
