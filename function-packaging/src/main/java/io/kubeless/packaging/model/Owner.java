package io.kubeless.packaging.model;

/**
 * The Maven module that a function comes from.
 *
 * @param groupId of the module
 * @param artifactId of the module
 * @param version of the module
 */
public record Owner(String groupId, String artifactId, String version) {

  /** Returns {@code groupId:artifactId}, which stays the same from version to version. */
  public String module() {
    return groupId + ":" + artifactId;
  }
}
