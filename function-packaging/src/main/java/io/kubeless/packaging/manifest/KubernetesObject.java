package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An object for the API server.
 *
 * @param content its fields, in the order in which they are written
 */
public record KubernetesObject(Map<String, Object> content) {
  /** Copies the top-level fields. */
  public KubernetesObject {
    content = Collections.unmodifiableMap(new LinkedHashMap<>(content));
  }

  /** Returns group and version, such as {@code apps/v1}. */
  public String apiVersion() {
    return String.valueOf(content.get("apiVersion"));
  }

  /** Returns the kind, such as {@code Deployment}. */
  public String kind() {
    return String.valueOf(content.get("kind"));
  }

  /** Returns the name. */
  public String name() {
    return String.valueOf(metadata().get("name"));
  }

  /** Returns the namespace; empty if the object contains none. */
  public String namespace() {
    return metadata().get("namespace") instanceof String namespace ? namespace : "";
  }

  private Map<?, ?> metadata() {
    return content.get("metadata") instanceof Map<?, ?> metadata ? metadata : Map.of();
  }

  /** Returns the name of its file: its kind, and its name if it differs from the function's. */
  public String fileName(String function) {
    String kind = kind().toLowerCase(Locale.ROOT);
    String name = name();
    boolean plain = name.equals(function) || kind.equals("configmap");
    boolean own = name.startsWith(function + "-") || name.startsWith(function + ".");
    String suffix = "-" + (own ? name.substring(function.length() + 1) : name);
    return kind + (plain ? "" : suffix) + ".yaml";
  }
}
