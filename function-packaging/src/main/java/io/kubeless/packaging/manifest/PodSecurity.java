package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import java.util.List;
import java.util.Map;

/**
 * The requirements of the <em>restricted</em> standard for pods.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>
 */
final class PodSecurity {
  private static final int USER = 1000;

  private PodSecurity() {}

  static Map<String, Object> pod(boolean seccomp) {
    return Fields.of(
        field("runAsNonRoot", true),
        field("runAsUser", USER),
        field("runAsGroup", USER),
        field("fsGroup", USER),
        field("seccompProfile", seccomp ? Map.of("type", "RuntimeDefault") : null));
  }

  static Map<String, Object> container() {
    return Fields.of(
        field("allowPrivilegeEscalation", false),
        field("capabilities", Map.of("drop", List.of("ALL"))),
        field("readOnlyRootFilesystem", true));
  }
}
