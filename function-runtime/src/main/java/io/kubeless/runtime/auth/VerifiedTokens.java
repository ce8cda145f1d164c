package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens whose signature was verified a while ago, so that the cost of the signature is paid for
 * each token and not for each request. A token is kept as its SHA-256, with the keys that it was
 * verified with: other keys make its entry useless. At most 1000 tokens of up to 2048 characters
 * are kept, so that they need a few megabytes at most.
 */
final class VerifiedTokens {
  static final int MOST = 1000;
  static final int MOST_CHARACTERS = 2048;
  private static final float LOAD = 0.75f;

  /**
   * A token.
   *
   * @param keys one of them has verified it
   * @param claims its claims; it may have expired
   */
  record Verified(KeySet keys, Map<String, Object> claims) {}

  private final Map<String, Verified> entries =
      new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
          return size() > MOST;
        }
      };

  /** Returns a token that was verified with the current keys or with earlier ones. */
  Optional<Verified> find(String token) {
    return token.length() > MOST_CHARACTERS ? Optional.empty() : entry(name(token));
  }

  void add(String token, Verified verified) {
    if (token.length() <= MOST_CHARACTERS) {
      put(name(token), verified);
    }
  }

  private static String name(String token) {
    try {
      byte[] text = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private synchronized Optional<Verified> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  private synchronized void put(String name, Verified token) {
    entries.put(name, token);
  }
}
