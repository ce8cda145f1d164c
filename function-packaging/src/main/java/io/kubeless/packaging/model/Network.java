package io.kubeless.packaging.model;

import java.util.List;
import java.util.Map;

/**
 * The permitted callers and destinations of a function, as peers of a NetworkPolicy.
 *
 * @param from callers of the function's port
 * @param to destinations of the function, in addition to DNS
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">NetworkPolicy</a>
 */
public record Network(List<Map<String, Object>> from, List<Map<String, Object>> to) {
  /** Copies the lists. */
  public Network {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }
}
