package io.kubeless.runtime.auth;

import io.kubeless.runtime.json.JsonObjects;
import io.kubeless.runtime.json.JsonReader.InvalidJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A signed token whose signature and claims have not been verified.
 *
 * @param algorithm the algorithm that the token names
 * @param keyId the id of its key; empty if the token has none
 * @param claims its claims
 * @param signed the bytes that were signed
 * @param signature the signature
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-3.1">RFC 7515, 3.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</a>
 */
record Jwt(
    String algorithm,
    Optional<String> keyId,
    Map<String, Object> claims,
    byte[] signed,
    byte[] signature) {
  /** Maximum length of a token, half of what the server accepts as a header. */
  static final int MOST_CHARACTERS = 16 * 1024;

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /**
   * Reads a token in compact form.
   *
   * @throws InvalidToken if it is not one, or requires an extension
   */
  static Jwt parse(String token) throws InvalidToken {
    if (token.length() > MOST_CHARACTERS) {
      throw malformed("the token is too long");
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw malformed("the token does not have three parts");
    }
    Map<String, Object> header = object(parts[0]);
    if (header.containsKey("crit")) {
      throw malformed("the token requires an extension");
    }
    Optional<String> type = text(header, "typ");
    if (type.isPresent() && !TYPES.contains(type.get().toLowerCase(Locale.ROOT))) {
      throw malformed("the token is of another type");
    }
    return new Jwt(
        text(header, "alg").orElseThrow(() -> malformed("the token has no algorithm")),
        text(header, "kid"),
        object(parts[1]),
        (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
        decoded(parts[2]));
  }

  private static Map<String, Object> object(String part) throws InvalidToken {
    String text =
        StrictText.utf8(decoded(part)).orElseThrow(() -> malformed("the token is not UTF-8"));
    try {
      return JsonObjects.read(text);
    } catch (InvalidJson e) {
      throw malformed("a part of the token is not a JSON object without duplicate names");
    }
  }

  private static byte[] decoded(String part) throws InvalidToken {
    return Base64Url.decode(part).orElseThrow(() -> malformed("the token is not base64url"));
  }

  private static Optional<String> text(Map<String, Object> header, String name)
      throws InvalidToken {
    Object value = header.get(name);
    if (value != null && !(value instanceof String)) {
      throw malformed("a header parameter of the token has another type");
    }
    return Optional.ofNullable((String) value);
  }

  private static InvalidToken malformed(String message) {
    return new InvalidToken(Reason.MALFORMED, message);
  }
}
