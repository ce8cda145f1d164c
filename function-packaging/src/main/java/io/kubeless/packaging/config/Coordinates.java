package io.kubeless.packaging.config;

/**
 * What a build calls a project. YAML files may refer to it, and names are made of it by default.
 *
 * @param groupId such as {@code com.acme}
 * @param artifactId such as {@code shop}
 * @param version such as {@code 1.0-SNAPSHOT}
 */
public record Coordinates(String groupId, String artifactId, String version) {}
