package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;

/** An object as it was read from the cluster. */
record LiveObject(ApiResource resource, JsonNode content) {
  String name() {
    return metadata().path("name").asText();
  }

  String uid() {
    return metadata().path("uid").asText();
  }

  /** Returns the value of the owner's label; empty when there is none. */
  String owner() {
    return metadata().path("labels").path(Names.OWNER).asText("");
  }

  private JsonNode metadata() {
    return content.path("metadata");
  }
}
