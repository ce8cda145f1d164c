package io.kubeless.nats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads private keys in the PEM forms of PKCS #8 and, for RSA, PKCS #1. */
final class PrivateKeys {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([^-]+)-----END");
  // AlgorithmIdentifier { rsaEncryption, NULL }, preceded by version 0
  private static final byte[] RSA = {
    2,
    1,
    0,
    0x30,
    0x0d,
    6,
    9,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    1,
    1,
    1,
    5,
    0
  };

  private PrivateKeys() {}

  /**
   * Reads a key.
   *
   * @param algorithm that of the public key, such as {@code RSA}
   */
  static PrivateKey read(Path file, String algorithm) throws IOException, GeneralSecurityException {
    Matcher pem = PEM.matcher(Files.readString(file));
    if (!pem.find()) {
      throw new GeneralSecurityException(
          file
              + " is not an unencrypted key in PKCS #8 form; convert it with 'openssl pkcs8 -topk8"
              + " -nocrypt'");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(
            new PKCS8EncodedKeySpec(pem.group(1).startsWith("RSA") ? wrapped(der) : der));
  }

  /** Returns the PKCS #8 form of an RSA key in PKCS #1 form. */
  private static byte[] wrapped(byte[] key) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(RSA);
    content.writeBytes(element(4, key)); // OCTET STRING
    return element(0x30, content.toByteArray()); // SEQUENCE
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(tag);
    if (content.length < 128) {
      der.write(content.length);
    } else {
      der.write(0x82); // two bytes of length follow
      der.write(content.length >> 8);
      der.write(content.length);
    }
    der.writeBytes(content);
    return der.toByteArray();
  }
}
