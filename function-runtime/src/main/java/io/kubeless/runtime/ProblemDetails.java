package io.kubeless.runtime;

import io.kubeless.runtime.json.JsonString;
import java.nio.charset.StandardCharsets;

/**
 * The body of an error.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
final class ProblemDetails {
  static final String TYPE = "application/problem+json";

  private ProblemDetails() {}

  static byte[] body(int status, String title, String detail) {
    StringBuilder body = new StringBuilder("{\"title\":");
    JsonString.quote(body, title);
    body.append(",\"status\":").append(status).append(",\"detail\":");
    JsonString.quote(body, detail);
    return body.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
