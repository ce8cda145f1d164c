package io.kubeless.runtime;

import io.kubeless.runtime.source.MalformedEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The content coding of a body, such as gzip.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4">RFC 9110, 8.4</a>
 */
final class ContentCoding {
  private ContentCoding() {}

  /**
   * Refuses a body that must be decoded before it is text. The limit of a body applies to the sent
   * bytes, and a small body may decode to one that fills the heap.
   *
   * @throws MalformedEvent with 415
   */
  static void requireNone(Map<String, List<String>> headers) throws MalformedEvent {
    for (String coding : headers.getOrDefault("content-encoding", List.of())) {
      if (!coding.isEmpty() && !coding.toLowerCase(Locale.ROOT).equals("identity")) {
        throw new MalformedEvent(
            415, "Content-Encoding is not supported: send the body without it");
      }
    }
  }
}
