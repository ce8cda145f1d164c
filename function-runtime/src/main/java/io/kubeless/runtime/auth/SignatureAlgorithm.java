package io.kubeless.runtime.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/**
 * A signature algorithm for tokens. Which one applies is a property of the key, so that a token
 * cannot choose it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3">RFC 7518, 3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8037#section-3.1">RFC 8037, 3.1</a>
 */
enum SignatureAlgorithm {
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RS256("SHA256withRSA", "RS256", "RS256"),
  /** ECDSA with P-256 and SHA-256; the signature is r and s, with 32 bytes each. */
  ES256("SHA256withECDSAinP1363Format", "ES256", "ES256"),
  /** Ed25519; RFC 9864 gave it a second name. */
  ED25519("Ed25519", "EdDSA", "Ed25519");

  /** Number of points of P-256; r and s are less than it. */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final int HALF = 32;

  private final String jdkName;
  private final String name;
  private final String newName;

  SignatureAlgorithm(String jdkName, String name, String newName) {
    this.jdkName = jdkName;
    this.name = name;
    this.newName = newName;
  }

  /** Returns whether a token or a key may name the algorithm so. */
  boolean isNamed(String text) {
    return text.equals(name) || text.equals(newName);
  }

  /** Returns whether a signature is valid. */
  boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
    if (this == ES256 && !isPairInRange(signature)) {
      return false;
    }
    // Java 17 ignores bytes after the signature.
    if (this == ED25519 && signature.length != 2 * HALF) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(jdkName);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // of another length than the key's signatures
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot verify " + this, e);
    }
  }

  /**
   * Returns whether r and s are numbers from 1 to the order of the curve. Several versions of Java
   * accepted zeros for every text (CVE-2022-21449).
   */
  private static boolean isPairInRange(byte[] signature) {
    return signature.length == 2 * HALF
        && isInRange(Arrays.copyOfRange(signature, 0, HALF))
        && isInRange(Arrays.copyOfRange(signature, HALF, 2 * HALF));
  }

  private static boolean isInRange(byte[] bytes) {
    BigInteger number = new BigInteger(1, bytes);
    return number.signum() > 0 && number.compareTo(ORDER) < 0;
  }
}
