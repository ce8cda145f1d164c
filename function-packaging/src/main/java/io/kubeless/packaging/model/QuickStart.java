package io.kubeless.packaging.model;

import java.util.List;
import java.util.Optional;

/**
 * What an image contains so that the JVM starts quickly.
 *
 * @param archive whether the image contains a start-up archive, if one can be made for it
 * @param recorded an archive that the user has recorded; if absent, it is made by the build
 * @param trainWith requests that the function answers while the archive is made, such as {@code
 *     POST /orders {"id":1}}; if empty, no code of the function runs
 * @param modules modules of the JDK that a linked JRE contains in addition
 */
public record QuickStart(
    boolean archive, Optional<String> recorded, List<String> trainWith, List<String> modules) {
  /** No archive, and no further modules. */
  public static final QuickStart NONE =
      new QuickStart(false, Optional.empty(), List.of(), List.of());

  /** Copies the lists. */
  public QuickStart {
    trainWith = List.copyOf(trainWith);
    modules = List.copyOf(modules);
  }
}
