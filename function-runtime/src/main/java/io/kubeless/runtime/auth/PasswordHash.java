package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The hash of a password, with its salt and its cost. */
sealed interface PasswordHash permits Bcrypt, Sha2Crypt {

  /** Returns the hash in the form of an htpasswd file. */
  String text();

  /** Computes the hash of a password with the same salt and cost. */
  String of(byte[] password);

  /** Returns whether a password in UTF-8 has this hash. */
  default boolean matches(byte[] password) {
    return MessageDigest.isEqual(
        of(password).getBytes(StandardCharsets.US_ASCII),
        text().getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads a hash.
   *
   * @return empty if it is of another kind, or so expensive that each login would block a processor
   */
  static Optional<PasswordHash> parse(String text) {
    return Bcrypt.parse(text)
        .<PasswordHash>map(hash -> hash)
        .or(() -> Sha2Crypt.parse(text).map(hash -> hash));
  }
}
