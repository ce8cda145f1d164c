package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  @Test
  void volumeMountsAreMergedByTheirPathsAndNotByTheirNames() {
    String path = ApiResource.DEPLOYMENT.path("team", "hello");
    store.apply(path, mounts("/a", "/b"), "alice", false, false);
    store.apply(path, mounts("/c"), "bob", false, false);
    assertThat(paths(path)).containsExactly("/a", "/b", "/c");

    store.apply(path, mounts("/b"), "alice", false, false);
    assertThat(paths(path)).containsExactly("/b", "/c");
  }

  private static ObjectNode mounts(String... paths) {
    List<Map<String, String>> mounts =
        Stream.of(paths).map(each -> Map.of("name", "tmp", "mountPath", each)).toList();
    return ApiJson.node(
        Map.of(
            "metadata",
            Map.of("name", "hello"),
            "spec",
            Map.of("containers", List.of(Map.of("name", "hello", "volumeMounts", mounts)))));
  }

  private List<String> paths(String path) {
    return store
        .get(path, "")
        .body()
        .at("/spec/containers/0/volumeMounts")
        .findValuesAsText("mountPath");
  }
}
