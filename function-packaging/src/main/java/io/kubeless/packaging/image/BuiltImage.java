package io.kubeless.packaging.image;

/**
 * An image that was built.
 *
 * @param digest of its manifest or index, {@code sha256:…}
 * @param bytes what was moved for it: what a registry did not have and got, the size of a tar, or
 *     the files above the base for the Docker daemon
 */
public record BuiltImage(String digest, long bytes) {}
