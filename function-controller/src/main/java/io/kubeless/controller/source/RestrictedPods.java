package io.kubeless.controller.source;

import io.kubeless.packaging.manifest.ResourceFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requirements of the <em>restricted</em> standard, where the Function has no other values.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>
 */
record RestrictedPods(ResourceFields fields) {
  private static final String CONTEXT = "securityContext";
  private static final String POD = "spec.deployment.spec.template.spec." + CONTEXT;
  private static final String CONTAINER =
      "spec.deployment.spec.template.spec.containers." + CONTEXT;
  private static final int USER = 1000;

  /**
   * Returns the security context of the pods. If the Function has one, as {@code {}} on clusters
   * that assign users, no user is set.
   *
   * @param pod the specification of the pods, as the Function has it
   */
  Map<String, Object> pod(Map<String, Object> pod) {
    Map<String, Object> given = fields.map(pod, POD);
    Map<String, Object> context = new LinkedHashMap<>();
    boolean root = given.get("runAsUser") instanceof Number user && user.longValue() == 0;
    if (!root) {
      context.put("runAsNonRoot", true);
    }
    if (!pod.containsKey(CONTEXT)) {
      context.put("runAsUser", USER);
      context.put("fsGroup", USER);
    }
    context.put("seccompProfile", Map.of("type", "RuntimeDefault"));
    context.putAll(given);
    return context;
  }

  /** Returns a container with its security context. */
  Map<String, Object> secured(Map<String, Object> container) {
    Map<String, Object> given = fields.map(container, CONTAINER);
    Map<String, Object> context = new LinkedHashMap<>();
    if (Boolean.TRUE.equals(given.get("privileged"))) {
      context.putAll(given);
    } else {
      Map<String, Object> capabilities = new LinkedHashMap<>();
      capabilities.put("drop", List.of("ALL"));
      capabilities.putAll(fields.map(given, CONTAINER + ".capabilities"));
      context.put("allowPrivilegeEscalation", false);
      context.putAll(given);
      context.put("capabilities", capabilities);
    }
    Map<String, Object> secured = new LinkedHashMap<>(container);
    secured.put(CONTEXT, context);
    return secured;
  }
}
