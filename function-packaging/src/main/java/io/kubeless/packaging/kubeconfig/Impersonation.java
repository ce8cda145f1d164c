package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.Message;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The header fields of a user's {@code as}, {@code as-uid}, {@code as-groups} and {@code
 * as-user-extra}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User
 *     impersonation</a>
 */
final class Impersonation {
  private Impersonation() {}

  static List<Map.Entry<String, String>> headers(KubeconfigEntry user) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    user.text("as-uid").ifPresent(uid -> headers.add(Map.entry("Impersonate-Uid", uid)));
    user.texts("as-groups").forEach(each -> headers.add(Map.entry("Impersonate-Group", each)));
    user.textLists("as-user-extra")
        .forEach(
            (key, values) ->
                values.forEach(
                    value -> headers.add(Map.entry("Impersonate-Extra-" + escape(key), value))));
    Optional<String> as = user.text("as");
    if (as.isEmpty() && !headers.isEmpty()) {
      throw user.problem(
          "as",
          Message.of("is not set, and a uid, groups or extra fields are"),
          Message.of("name whom to act as"));
    }
    as.ifPresent(name -> headers.add(0, Map.entry("Impersonate-User", name)));
    return headers;
  }

  /**
   * Percent-encodes {@code %} and the characters that a token of HTTP, and so a field's name, must
   * not contain.
   */
  private static String escape(String key) {
    StringBuilder name = new StringBuilder();
    for (char each : key.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean token = each > ' ' && each < 0x7f && "\"(),/:;<=>?@[\\]{}%".indexOf(each) < 0;
      name.append(
          token
              ? String.valueOf(each)
              : URLEncoder.encode(String.valueOf(each), StandardCharsets.UTF_8)
                  .replace("+", "%20"));
    }
    return name.toString();
  }
}
