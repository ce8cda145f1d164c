package io.kubeless.packaging.install;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.InstalledResource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The objects of an installation on a cluster, which are found by their labels. */
record InstalledObjects(KubernetesApi api) {

  /** Returns the objects of one kind, in all namespaces. */
  List<JsonNode> list(InstalledResource kind) throws ApiFailure {
    String selector = Installation.selector(api.connection().namespace());
    return items(
        kind.path() + "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8));
  }

  /** Returns the items of a list; empty if the cluster does not serve it. */
  List<JsonNode> items(String path) throws ApiFailure {
    List<JsonNode> items = new ArrayList<>();
    try {
      api.call("GET", path, "", "").path("items").forEach(items::add);
    } catch (ApiFailure e) {
      if (!e.notFound()) {
        throw e;
      }
    }
    return items;
  }

  /** Deletes an object, and then all objects that it owns, unless another one has its name. */
  void delete(InstalledResource kind, JsonNode object) throws ApiFailure {
    JsonNode metadata = object.path("metadata");
    api.deleteAt(
        kind.path(metadata.path("namespace").asText(), metadata.path("name").asText()),
        metadata.path("uid").asText(),
        "Background");
  }
}
