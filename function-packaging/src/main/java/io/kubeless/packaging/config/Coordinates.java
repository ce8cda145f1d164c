package io.kubeless.packaging.config;

/**
 * The coordinates of a project in its build. YAML files may refer to them, and default names
 * contain them.
 *
 * @param groupId such as {@code com.acme}
 * @param artifactId such as {@code shop}
 * @param version such as {@code 1.0-SNAPSHOT}
 */
public record Coordinates(String groupId, String artifactId, String version) {}
