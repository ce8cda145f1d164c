package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hash of SHA-crypt, with SHA-256 ({@code $5$}) or SHA-512 ({@code $6$}).
 *
 * @param prefix the algorithm, the rounds and the salt, with the dollar sign after it
 * @param algorithm of the JDK
 * @param salt at most 16 bytes
 * @param text the whole hash
 * @see <a href="https://www.akkadia.org/drepper/SHA-crypt.txt">Unix crypt using SHA-256 and
 *     SHA-512</a>
 */
record Sha2Crypt(String prefix, String algorithm, int rounds, byte[] salt, String text)
    implements PasswordHash {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\$([56])\\$(?:rounds=([1-9]\\d{3,6})\\$)?([!-#%-~]{0,16})\\$)([./0-9A-Za-z]+)");
  private static final int DEFAULT_ROUNDS = 5000;
  private static final int MOST_ROUNDS = 1_000_000; // a second
  private static final String LETTERS =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  static Optional<Sha2Crypt> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean longer = matcher.group(2).equals("6");
    String rounds = matcher.group(3);
    int number = rounds == null ? DEFAULT_ROUNDS : Integer.parseInt(rounds);
    return matcher.group(5).length() != (longer ? 86 : 43) || number > MOST_ROUNDS
        ? Optional.empty()
        : Optional.of(
            new Sha2Crypt(
                matcher.group(1),
                longer ? "SHA-512" : "SHA-256",
                number,
                matcher.group(4).getBytes(StandardCharsets.US_ASCII),
                text));
  }

  @Override
  public String of(byte[] password) {
    MessageDigest digest = digest();
    byte[] mixed = mixed(digest, password);
    byte[] p = repeated(digest, password, password.length, password.length);
    byte[] s = repeated(digest, salt, 16 + (mixed[0] & 0xff), salt.length);
    for (int round = 0; round < rounds; round++) {
      boolean odd = round % 2 == 1;
      digest.update(odd ? p : mixed);
      if (round % 3 != 0) {
        digest.update(s);
      }
      if (round % 7 != 0) {
        digest.update(p);
      }
      digest.update(odd ? mixed : p);
      mixed = digest.digest();
    }
    return prefix + encoded(mixed);
  }

  /** Returns the digest of password and salt that the rounds begin with: steps 1 to 12. */
  private byte[] mixed(MessageDigest digest, byte[] password) {
    digest.update(password);
    digest.update(salt);
    byte[] other = digest.digest(password);
    digest.update(password);
    digest.update(salt);
    digest.update(cycled(other, password.length));
    for (int bits = password.length; bits > 0; bits >>= 1) {
      digest.update((bits & 1) == 1 ? other : password);
    }
    return digest.digest();
  }

  /** Returns a number of bytes from the digest of an input that occurs several times. */
  private static byte[] repeated(MessageDigest digest, byte[] input, int times, int length) {
    for (int i = 0; i < times; i++) {
      digest.update(input);
    }
    return cycled(digest.digest(), length);
  }

  private static byte[] cycled(byte[] bytes, int length) {
    byte[] cycled = new byte[length];
    for (int i = 0; i < length; i++) {
      cycled[i] = bytes[i % bytes.length];
    }
    return cycled;
  }

  /** Encodes three bytes at a time, which are not next to each other: step 22. */
  private static String encoded(byte[] bytes) {
    StringBuilder text = new StringBuilder(86);
    int third = bytes.length / 3;
    int[] at = {0, third, 2 * third};
    int first = bytes.length == 64 ? 1 : 2;
    for (int group = 0; group < third; group++) {
      append(text, bytes[at[0]], bytes[at[1]], bytes[at[2]], 4);
      at = new int[] {at[first] + 1, at[(first + 1) % 3] + 1, at[(first + 2) % 3] + 1};
    }
    if (bytes.length == 64) {
      append(text, (byte) 0, (byte) 0, bytes[63], 2);
    } else {
      append(text, (byte) 0, bytes[31], bytes[30], 3);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, byte high, byte middle, byte low, int letters) {
    int word = ((high & 0xff) << 16) | ((middle & 0xff) << 8) | (low & 0xff);
    for (int i = 0; i < letters; i++, word >>= 6) {
      text.append(LETTERS.charAt(word & 0x3f));
    }
  }

  private MessageDigest digest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
