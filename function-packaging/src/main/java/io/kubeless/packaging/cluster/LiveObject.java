package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;

/** An object that was read from the cluster. */
public record LiveObject(ApiResource resource, JsonNode content) {
  public String name() {
    return metadata().path("name").asText();
  }

  public String uid() {
    return metadata().path("uid").asText();
  }

  /** Returns the value of the owner label; empty if the label is missing. */
  public String owner() {
    return metadata().path("labels").path(Names.OWNER).asText("");
  }

  private JsonNode metadata() {
    return content.path("metadata");
  }
}
