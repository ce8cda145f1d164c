package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Network;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The permitted callers and destinations of a function. The callers of its triggers and the
 * declared peers may call it; it may reach DNS and the declared peers. A process for one call
 * accepts no connections.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">NetworkPolicy</a>
 */
final class NetworkPolicies {
  private NetworkPolicies() {}

  static KubernetesObject of(Function function, Network network) {
    List<Map<String, Object>> from = new ArrayList<>(network.from());
    function.exposure().renderers().forEach(each -> from.addAll(each.callers(function)));
    List<Map<String, Object>> ingress =
        from.isEmpty()
            ? List.of()
            : List.of(
                Fields.of(
                    field("from", from),
                    field("ports", List.of(port("TCP", RuntimeContract.DEFAULT_PORT)))));
    List<Map<String, Object>> egress = new ArrayList<>();
    egress.add(Map.of("ports", List.of(port("UDP", 53), port("TCP", 53))));
    if (!network.to().isEmpty()) {
      egress.add(Map.of("to", network.to()));
    }
    return Metadata.object(
        ApiResource.NETWORK_POLICY,
        function,
        function.name(),
        field(
            "spec",
            Fields.of(
                field(
                    "podSelector",
                    Map.of(
                        "matchLabels",
                        function.runtime().once()
                            ? Names.runSelector(function)
                            : Names.selector(function.name()))),
                field("policyTypes", List.of("Ingress", "Egress")),
                field("ingress", ingress),
                field("egress", egress))));
  }

  private static Map<String, Object> port(String protocol, int number) {
    return Fields.of(field("protocol", protocol), field("port", number));
  }
}
