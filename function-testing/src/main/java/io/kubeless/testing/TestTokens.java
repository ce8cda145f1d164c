package io.kubeless.testing;

import io.kubeless.runtime.json.JsonString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JSON Web Tokens with a key of this JVM.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>
 */
final class TestTokens {
  private static final KeyPair KEYS = create();
  private static final String ID = "test";
  private static final int COORDINATE_BYTES = 32;
  private static final int LIFETIME_SECONDS = 3600;

  private TestTokens() {}

  private static KeyPair create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // each JDK supports the curve
    }
  }

  /** Returns the JWK Set with the key. */
  static String keys() {
    ECPublicKey key = (ECPublicKey) KEYS.getPublic();
    return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\""
        + ID
        + "\",\"x\":\""
        + coordinate(key.getW().getAffineX())
        + "\",\"y\":\""
        + coordinate(key.getW().getAffineY())
        + "\"}]}";
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, COORDINATE_BYTES); // without the sign
    System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
    return base64(padded);
  }

  /**
   * Returns a token that is valid for an hour.
   *
   * @param claims take precedence over the given issuer and audience and over {@code exp}
   */
  static String of(String issuer, String audience, Map<String, ?> claims) {
    Map<String, Object> all = new TreeMap<>();
    all.put("iss", issuer);
    all.put("aud", audience);
    all.put("exp", Instant.now().getEpochSecond() + LIFETIME_SECONDS);
    all.putAll(claims);
    String text = base64("{\"alg\":\"ES256\",\"kid\":\"" + ID + "\"}") + "." + base64(json(all));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(KEYS.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> json(String.valueOf(each.getKey())) + ":" + json(each.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(TestTokens::json).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    StringBuilder text = new StringBuilder();
    JsonString.quote(text, String.valueOf(value));
    return text.toString();
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
