package io.kubeless.runtime.auth;

import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding, of which each sequence of bytes has exactly one form.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-2">RFC 7515, 2</a>
 */
final class Base64Url {
  private Base64Url() {}

  /**
   * Returns the bytes; empty for padding, other characters, and bits at the end that are not zero.
   */
  static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      // The decoder of the JDK accepts padding and any bits at the end.
      return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
