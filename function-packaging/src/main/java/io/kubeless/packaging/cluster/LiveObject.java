package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** An object as it was read from the cluster. */
record LiveObject(ApiResource resource, JsonNode content) {
  String name() {
    return metadata().path("name").asText();
  }

  String uid() {
    return metadata().path("uid").asText();
  }

  private JsonNode metadata() {
    return content.path("metadata");
  }
}
