package io.kubeless.packaging.image;

import java.nio.file.Path;

/**
 * A jar on a function's class path.
 *
 * @param fileName name in the image; it says group, artifact and base version
 * @param path the jar, or the class directory of a module that is built in the same run
 * @param kind which layer it belongs to
 */
public record Library(String fileName, Path path, Kind kind) {

  /** How often a library changes. */
  public enum Kind {
    /** Ours: with the version of the plugin. */
    RUNTIME,
    /** A released dependency: with the POM. */
    RELEASE,
    /** A snapshot, or a module of the same build: often. */
    SNAPSHOT
  }
}
