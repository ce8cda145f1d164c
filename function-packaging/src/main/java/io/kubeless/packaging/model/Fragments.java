package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a project adds to rendered objects.
 *
 * @param byKind for a kind such as {@code Deployment}, what is merged into each object of it, one
 *     after the other
 */
public record Fragments(SortedMap<String, List<Fragment>> byKind) {

  /**
   * One fragment.
   *
   * @param content in the shape of the object
   * @param origin the file, for messages
   */
  public record Fragment(Map<String, Object> content, String origin) {}

  /** Copies the fragments. */
  public Fragments {
    SortedMap<String, List<Fragment>> copy = new TreeMap<>();
    byKind.forEach((kind, fragments) -> copy.put(kind, List.copyOf(fragments)));
    byKind = Collections.unmodifiableSortedMap(copy);
  }

  /** Returns no fragments. */
  public static Fragments none() {
    return new Fragments(Collections.emptySortedMap());
  }

  /** Returns the fragments of a kind in the order they are merged. */
  public List<Fragment> of(String kind) {
    return byKind.getOrDefault(kind, List.of());
  }
}
