package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;

/**
 * An object that was read from the cluster.
 *
 * @param resource its resource
 * @param content its fields
 */
public record LiveObject(ApiResource resource, JsonNode content) {

  /** Returns whether a deployment has applied an object, according to its labels. */
  public static boolean isManaged(JsonNode content) {
    return label(content, Names.MANAGED_BY).equals(Names.MANAGER);
  }

  /** Returns the value of a label; empty if the object does not have the label. */
  public static String label(JsonNode content, String name) {
    return content.path("metadata").path("labels").path(name).asText("");
  }

  /** Returns the name. */
  public String name() {
    return metadata().path("name").asText();
  }

  /**
   * Returns the UID, which distinguishes the object from earlier and later ones of the same name.
   */
  public String uid() {
    return metadata().path("uid").asText();
  }

  /** Returns the value of the owner label; empty if the label is missing. */
  public String owner() {
    return label(content, Names.OWNER);
  }

  private JsonNode metadata() {
    return content.path("metadata");
  }
}
