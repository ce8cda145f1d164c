package io.kubeless.packaging.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP response.
 *
 * @param status from 100 to 599
 * @param headers in their order; a name may occur several times
 * @param body the body; empty if there is none
 */
record HttpAnswer(int status, List<Map.Entry<String, String>> headers, byte[] body) {

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns the first field with a name, ignoring case. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(each -> each.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
