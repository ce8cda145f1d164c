package io.kubeless.runtime.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A public key that verifies signatures.
 *
 * @param id its id; empty if it has none
 * @param algorithm the only algorithm that it is used with
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4">RFC 7517, 4</a>
 */
record JsonWebKey(Optional<String> id, SignatureAlgorithm algorithm, PublicKey key) {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 33;
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** Reports why a key is not used. */
  static final class UnusableKey extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableKey(String message) {
      super(message);
    }
  }

  /** Reads a key. */
  static JsonWebKey read(Map<String, Object> jwk) throws UnusableKey {
    if (!jwk.getOrDefault("use", "sig").equals("sig")
        || (jwk.get("key_ops") instanceof List<?> uses && !uses.contains("verify"))) {
      throw new UnusableKey("it is not for signatures");
    }
    String type = text(jwk, "kty") + " " + jwk.getOrDefault("crv", "");
    SignatureAlgorithm algorithm =
        switch (type.strip()) {
          case "RSA" -> SignatureAlgorithm.RS256;
          case "EC P-256" -> SignatureAlgorithm.ES256;
          case "OKP Ed25519" -> SignatureAlgorithm.ED25519;
          default -> throw new UnusableKey("keys of its type are not supported");
        };
    if (jwk.get("alg") instanceof String name && !algorithm.isNamed(name)) {
      throw new UnusableKey("its algorithm is not supported");
    }
    Optional<String> id = Optional.ofNullable(jwk.get("kid")).map(String::valueOf);
    try {
      PublicKey key =
          switch (algorithm) {
            case RS256 -> rsa(number(jwk, "n"), number(jwk, "e"));
            case ES256 -> P256.key(bytes(jwk, "x"), bytes(jwk, "y"));
            case ED25519 -> ed25519(bytes(jwk, "x"));
          };
      return new JsonWebKey(id, algorithm, key);
    } catch (GeneralSecurityException e) {
      throw new UnusableKey("it is invalid: " + e.getMessage());
    }
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent)
      throws GeneralSecurityException, UnusableKey {
    if (modulus.bitLength() < LEAST_RSA_BITS || modulus.bitLength() > MOST_RSA_BITS) {
      throw new UnusableKey("its length is not between 2048 and 8192 bits");
    }
    if (!exponent.testBit(0)
        || exponent.bitLength() < 2
        || exponent.bitLength() > MOST_EXPONENT_BITS) {
      throw new UnusableKey("its exponent is not an odd number from 3 to 33 bits");
    }
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  private static PublicKey ed25519(byte[] point) throws GeneralSecurityException, UnusableKey {
    if (point.length != 32) {
      throw new UnusableKey("x does not have 32 bytes");
    }
    byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
    System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
    System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static BigInteger number(Map<String, Object> jwk, String name) throws UnusableKey {
    return new BigInteger(1, bytes(jwk, name));
  }

  private static byte[] bytes(Map<String, Object> jwk, String name) throws UnusableKey {
    return Base64Url.decode(text(jwk, name))
        .orElseThrow(() -> new UnusableKey(name + " is not base64url"));
  }

  private static String text(Map<String, Object> jwk, String name) throws UnusableKey {
    if (jwk.get(name) instanceof String text) {
      return text;
    }
    throw new UnusableKey(name + " is missing");
  }
}
