package io.kubeless.packaging.image;

/**
 * An image that was built.
 *
 * @param digest of its manifest, {@code sha256:…}
 * @param layerBytes bytes of the layers above the base, before compression
 */
public record BuiltImage(String digest, long layerBytes) {}
