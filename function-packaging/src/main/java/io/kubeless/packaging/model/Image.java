package io.kubeless.packaging.model;

import java.util.List;
import java.util.Optional;

/**
 * The image of a function.
 *
 * @param name repository and tag, such as {@code registry.acme.com/team/hello:1.0}
 * @param digest such as {@code sha256:3f2c…}; absent until the image has been built
 * @param base the base image, or {@link #LINKED_JRE}
 * @param architectures by their names in OCI, such as {@code amd64}; empty if unknown; with
 *     several, the image is an index; empty if unknown
 * @param start what the image contains for a quick start
 */
public record Image(
    String name,
    Optional<String> digest,
    String base,
    List<String> architectures,
    QuickStart start) {

  /** The base that is linked locally with jlink. */
  public static final String LINKED_JRE = "linked-jre";

  /** Creates an image without a start-up archive. */
  public Image(String name, Optional<String> digest, String base, List<String> architectures) {
    this(name, digest, base, architectures, QuickStart.NONE);
  }

  /** Sorts the architectures and removes duplicates. */
  public Image {
    architectures = architectures.stream().sorted().distinct().toList();
  }

  /** Returns this image with its digest. */
  public Image withDigest(String digest) {
    return new Image(name, Optional.of(digest), base, architectures, start);
  }

  /** Returns this image for other architectures. */
  public Image withArchitectures(List<String> others) {
    return new Image(name, digest, base, others, start);
  }

  /** Returns whether the base is linked locally. */
  public boolean linked() {
    return base.equals(LINKED_JRE);
  }

  /** Returns the repository, without tag and digest. */
  public String repository() {
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
  }

  /** Returns {@code repository@digest} if the digest is known, or else the name. */
  public String reference() {
    return digest.map(value -> repository() + "@" + value).orElse(name);
  }

  /**
   * Returns the registry's host and port; empty if the name contains no registry to push to. As in
   * Docker, the first part of the name is a host if it contains a dot or a colon, or is {@code
   * localhost}.
   */
  public Optional<String> registry() {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    return host ? Optional.of(first) : Optional.empty();
  }
}
