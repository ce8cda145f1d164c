package io.kubeless.runtime.auth;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hash of bcrypt. The variants {@code 2a}, {@code 2b} and {@code 2y} differ only in bugs of other
 * implementations.
 *
 * @param prefix the variant, the cost and the salt
 * @param cost binary logarithm of the number of rounds
 * @param salt 16 bytes
 * @param text the whole hash
 * @see <a href="https://www.usenix.org/legacy/events/usenix99/provos/provos_html/node5.html">Provos
 *     and Mazières, 4</a>
 */
record Bcrypt(String prefix, int cost, byte[] salt, String text) implements PasswordHash {
  private static final Pattern FORM =
      Pattern.compile("(\\$2[aby]\\$(\\d\\d)\\$([./A-Za-z0-9]{22}))[./A-Za-z0-9]{31}");
  private static final int LEAST_COST = 4;
  private static final int MOST_COST = 15; // three seconds
  private static final int MOST_PASSWORD_BYTES = 72;
  private static final int HASH_BYTES = 23;
  private static final int[] TEXT = {
    0x4f727068,
    0x65616e42,
    0x65686f6c,
    0x64657253,
    0x63727944,
    0x6f756274 // OrpheanBeholderScryDoubt
  };
  private static final String LETTERS =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String BASE64_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  static Optional<Bcrypt> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int cost = Integer.parseInt(matcher.group(2));
    String salt = translated(matcher.group(3), LETTERS, BASE64_LETTERS);
    return cost < LEAST_COST || cost > MOST_COST
        ? Optional.empty()
        : Optional.of(new Bcrypt(matcher.group(1), cost, Base64.getDecoder().decode(salt), text));
  }

  @Override
  public String of(byte[] password) {
    byte[] key = Arrays.copyOf(password, Math.min(password.length + 1, MOST_PASSWORD_BYTES));
    Blowfish cipher = new Blowfish();
    cipher.expand(key, salt);
    byte[] none = new byte[salt.length];
    for (int round = 0; round < 1 << cost; round++) {
      cipher.expand(key, none);
      cipher.expand(salt, none);
    }
    int[] words = TEXT.clone();
    for (int i = 0; i < words.length; i += 2) {
      for (int time = 0; time < 64; time++) {
        cipher.encrypt(words, i);
      }
    }
    byte[] bytes = new byte[HASH_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (words[i / 4] >> (24 - i % 4 * 8));
    }
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    return prefix + translated(base64, BASE64_LETTERS, LETTERS);
  }

  private static String translated(String text, String from, String to) {
    StringBuilder translated = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      translated.append(to.charAt(from.indexOf(text.charAt(i))));
    }
    return translated.toString();
  }
}
