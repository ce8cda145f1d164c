package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Network;
import io.kubeless.packaging.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the permitted callers and destinations of a function. */
final class NetworkReader {
  private static final Set<String> PEER_KEYS =
      Set.of("podSelector", "namespaceSelector", "ipBlock");

  private final MappingReader values;
  private final List<Problem> problems;

  NetworkReader(MappingReader values, List<Problem> problems) {
    this.values = values;
    this.problems = problems;
  }

  Optional<Network> read() {
    if (!values.has("network")) {
      return Optional.empty();
    }
    MappingReader network = values.below("network");
    return Optional.of(new Network(peers(network, "from"), peers(network, "to")));
  }

  private List<Map<String, Object>> peers(MappingReader network, String key) {
    List<Map<String, Object>> peers = new ArrayList<>();
    for (ConfigNode item : network.items(key)) {
      if (item instanceof Mapping peer
          && !peer.entries().isEmpty()
          && PEER_KEYS.containsAll(peer.entries().keySet())
          && peer.entries().values().stream().allMatch(NetworkReader::isMap)) {
        Map<String, Object> plain = new TreeMap<>();
        peer.entries().forEach((name, value) -> plain.put(name, nonNull(value.plain())));
        peers.add(plain);
      } else {
        String text = item instanceof Scalar scalar ? scalar.text() : "a map of other keys";
        problems.add(
            Problem.of(
                    ErrorCode.INVALID_VALUE, "network.%s contains an invalid peer: %s", key, text)
                .at(item.origin())
                .because(
                    "a NetworkPolicy supports podSelector, namespaceSelector and ipBlock, but no host names")
                .remedy("write for example - ipBlock: {cidr: 10.0.0.0/8}"));
      }
    }
    return peers;
  }

  private static boolean isMap(ConfigNode node) {
    return node instanceof Mapping || (node instanceof Scalar scalar && scalar.value() == null);
  }

  private static Object nonNull(@Nullable Object value) {
    return value == null ? Map.of() : value;
  }
}
