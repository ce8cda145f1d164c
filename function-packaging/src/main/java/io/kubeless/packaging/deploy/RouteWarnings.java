package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Finds Ingresses and HTTPRoutes that the cluster would store, and that no controller would serve.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class">
 *     Ingress class</a>
 */
final class RouteWarnings {
  private static final String CLASSES = "/apis/networking.k8s.io/v1/ingressclasses";
  private static final String DEFAULT =
      "/metadata/annotations/ingressclass.kubernetes.io~1is-default-class";

  private final KubernetesApi api;

  RouteWarnings(KubernetesApi api) {
    this.api = api;
  }

  /** Returns a sentence for each object. What the user may not read causes none. */
  List<String> of(Manifests manifests) {
    List<String> warnings = new ArrayList<>();
    for (KubernetesObject object : manifests.objects()) {
      try {
        JsonNode content = ApiJson.node(object.content());
        if (ApiResource.of(object) == ApiResource.INGRESS) {
          ingress(object.name(), content.at("/spec/ingressClassName").asText(""), warnings);
        } else if (ApiResource.of(object) == ApiResource.HTTP_ROUTE) {
          route(object.name(), content.at("/spec/parentRefs/0"), warnings);
        }
      } catch (ApiFailure e) {
        // the user may not read what is shared by all namespaces
      }
    }
    return warnings;
  }

  private void ingress(String name, String wanted, List<String> warnings) throws ApiFailure {
    List<JsonNode> classes =
        StreamSupport.stream(api.call("GET", CLASSES, "", "").path("items").spliterator(), false)
            .toList();
    List<String> names =
        classes.stream().map(each -> each.at("/metadata/name").asText()).sorted().toList();
    String present =
        names.isEmpty()
            ? "the cluster has no IngressClass"
            : "the cluster has " + String.join(", ", names);
    if (!wanted.isEmpty() && !names.contains(wanted)) {
      warnings.add(
          "No controller will serve the Ingress "
              + name
              + ": its class is "
              + wanted
              + ", and "
              + present);
    } else if (wanted.isEmpty()
        && classes.stream().noneMatch(each -> each.at(DEFAULT).asText().equals("true"))) {
      warnings.add(
          "Perhaps no controller will serve the Ingress "
              + name
              + ": its trigger has no class, no IngressClass is the default, and "
              + present);
    }
  }

  private void route(String name, JsonNode parent, List<String> warnings) throws ApiFailure {
    String namespace = parent.path("namespace").asText(api.connection().namespace());
    String gateway = parent.path("name").asText();
    try {
      api.call("GET", ApiResource.GATEWAY.path(namespace, gateway), "", "");
    } catch (ApiFailure e) {
      if (!e.notFound()) {
        throw e;
      }
      warnings.add(
          "No controller will serve the HTTPRoute "
              + name
              + ": the Gateway "
              + namespace
              + "/"
              + gateway
              + " does not exist");
    }
  }
}
