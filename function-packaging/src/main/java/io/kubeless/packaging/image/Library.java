package io.kubeless.packaging.image;

import java.nio.file.Path;

/**
 * A jar on a function's class path.
 *
 * @param fileName name in the image, which contains group, artifact and base version
 * @param path the jar, or the class directory of a module that is built in the same run
 * @param kind the layer of the library
 */
public record Library(String fileName, Path path, Kind kind) {

  /** How often a library changes. */
  public enum Kind {
    /** Libraries of this plugin: they change with its version. */
    RUNTIME,
    /** A released dependency: it changes with the build file. */
    RELEASE,
    /** A snapshot, or a module of the same build: it changes often. */
    SNAPSHOT
  }
}
