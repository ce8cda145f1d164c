package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;

/** Writes lines of htpasswd files, for functions in tests. */
public final class HtpasswdEntry {
  private static final int DIGITS_OF_SHA256 = 43;
  private static final String CHEAP = "$5$rounds=1000$kubelesskubeless$";

  private HtpasswdEntry() {}

  /**
   * Returns the line of a user with a hash that is computed quickly, and is therefore not for files
   * outside of tests.
   *
   * @param user without a colon
   */
  public static String cheap(String user, String password) {
    return user
        + ":"
        + Sha2Crypt.parse(CHEAP + ".".repeat(DIGITS_OF_SHA256))
            .orElseThrow()
            .of(password.getBytes(StandardCharsets.UTF_8));
  }
}
