package io.kubeless.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The definitions of the resources of Kubeless, which an administrator applies before the
 * controller starts.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/">CustomResourceDefinition</a>
 */
public final class Definitions {
  /** The plural names of the resources. */
  public static final List<String> RESOURCES =
      List.of("cronjobtriggers", "functions", "httptriggers", "kafkatriggers", "natstriggers");

  private Definitions() {}

  /**
   * Returns the YAML of a CustomResourceDefinition.
   *
   * @param plural one of {@link #RESOURCES}
   * @throws IllegalArgumentException for any other name
   */
  public static String yaml(String plural) {
    String file = "crds/" + plural + ".yaml";
    try (InputStream stream = Definitions.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException(plural + " is not one of " + RESOURCES);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
