package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were correct a while ago, so that the cost of their hashes is not paid for each
 * request. They are kept as HMAC-SHA256 of user, hash and password, with a key that only this
 * process has: a new hash of the user makes an entry useless.
 */
final class VerifiedPasswords {
  private static final int MOST = 1000;
  private static final float LOAD = 0.75f;

  private final SecretKeySpec key;
  private final Map<String, Boolean> entries =
      new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  VerifiedPasswords() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  /** Returns the name of an entry. */
  String name(String user, PasswordHash hash, byte[] password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      // Neither a name nor a hash contains a line break.
      mac.update((user + "\n" + hash.text() + "\n").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(password));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  synchronized boolean contains(String name) {
    return entries.get(name) != null;
  }

  synchronized void add(String name) {
    entries.put(name, true);
  }

  synchronized int size() {
    return entries.size();
  }
}
