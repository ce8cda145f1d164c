package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/** A key of an issuer, and the tokens that it signs. */
record Issuer(String kid, String algorithm, KeyPair pair) {
  static final String NAME = "https://issuer.test";

  static Issuer rsa(String kid) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return new Issuer(kid, "RS256", generator.generateKeyPair());
  }

  static Issuer ec(String kid) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return new Issuer(kid, "ES256", generator.generateKeyPair());
  }

  static Issuer ed25519(String kid) throws GeneralSecurityException {
    return new Issuer(kid, "EdDSA", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
  }

  /** Returns the public key as JSON, without an id if that is empty. */
  String jwk() {
    String id = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      return "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"%s}"
          .formatted(base64(unsigned(rsa.getModulus().toByteArray(), 256)), id);
    }
    if (pair.getPublic() instanceof ECPublicKey ec) {
      return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"%s}"
          .formatted(
              base64(unsigned(ec.getW().getAffineX().toByteArray(), 32)),
              base64(unsigned(ec.getW().getAffineY().toByteArray(), 32)),
              id);
    }
    byte[] encoded = pair.getPublic().getEncoded();
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"%s}"
        .formatted(base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)), id);
  }

  /** Returns a set of keys. */
  static String jwks(Issuer... issuers) {
    return "{\"keys\":["
        + String.join(",", Arrays.stream(issuers).map(Issuer::jwk).toList())
        + "]}";
  }

  /** Returns a token with the header of this key. */
  String token(String claims) throws GeneralSecurityException {
    String id = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
    return token("{\"alg\":\"" + algorithm + "\"" + id + "}", claims);
  }

  /** Returns a token with any header, signed with this key. */
  String token(String header, String claims) throws GeneralSecurityException {
    String signed = base64(header) + "." + base64(claims);
    return signed + "." + base64(sign(signed));
  }

  byte[] sign(String signed) throws GeneralSecurityException {
    String name =
        switch (algorithm) {
          case "RS256" -> "SHA256withRSA";
          case "ES256" -> "SHA256withECDSAinP1363Format";
          default -> "Ed25519";
        };
    Signature signature = Signature.getInstance(name);
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signature.sign();
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64Url.encode(bytes);
  }

  private static byte[] unsigned(byte[] number, int length) {
    byte[] bytes = new byte[length];
    int count = Math.min(length, number.length);
    System.arraycopy(number, number.length - count, bytes, length - count, count);
    return bytes;
  }
}
