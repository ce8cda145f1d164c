package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
  private final ObjectStore store = new ObjectStore();

  @Test
  void anObjectThatChangesLeavesTheResponsesWithItAsTheyAre() {
    JsonNode written =
        store.write(ApiResource.DEPLOYMENT, "hello", Map.of("spec", Map.of("replicas", 1)), "bob");
    String path = ApiResource.DEPLOYMENT.path("team", "hello");
    String folder = path.substring(0, path.lastIndexOf('/'));
    List<JsonNode> responses =
        List.of(
            store.get(path, "").body(),
            store.get(folder, "").body(),
            store.apply(path, ApiJson.node(Map.of()), "alice", false, false).body());
    List<String> before = responses.stream().map(JsonNode::toString).toList();

    store.status(ApiResource.DEPLOYMENT, "hello", Map.of("replicas", 1));

    assertThat(responses.stream().map(JsonNode::toString)).containsExactlyElementsOf(before);
    assertThat(store.get(path, "").body()).isNotEqualTo(written);
  }
}
