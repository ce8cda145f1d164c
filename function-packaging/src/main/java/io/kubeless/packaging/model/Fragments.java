package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fragments that a project merges into rendered objects.
 *
 * @param byKind the fragments of each kind such as {@code Deployment}, in the order in which they
 *     are merged into each object of the kind
 */
public record Fragments(SortedMap<String, List<Fragment>> byKind) {

  /**
   * One fragment.
   *
   * @param content partial content of an object
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

  /** Returns the fragments of a kind, in the order in which they are merged. */
  public List<Fragment> of(String kind) {
    return byKind.getOrDefault(kind, List.of());
  }
}
