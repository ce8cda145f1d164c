package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The tokens of callers inside the cluster, such as scheduled runs: the entries of a Secret. During
 * a rotation, it contains the old and the new one.
 *
 * @param digests their SHA-256
 */
record CallerTokens(List<byte[]> digests) {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{32,1024}=*");

  static CallerTokens parse(Map<String, byte[]> files, List<String> problems)
      throws InvalidAuthentication {
    List<byte[]> digests = new ArrayList<>();
    files.forEach(
        (name, bytes) -> {
          String token = new String(bytes, StandardCharsets.ISO_8859_1).strip();
          if (TOKEN.matcher(token).matches()) {
            digests.add(digest(token));
          } else {
            problems.add(
                "entry " + name + " is not a token of 32 to 1024 letters, digits and ._~+/-");
          }
        });
    if (files.isEmpty()) {
      throw new InvalidAuthentication("it is not mounted, or has no entries");
    }
    return new CallerTokens(List.copyOf(digests));
  }

  /** Returns whether a token is one of them, in a time that does not depend on the tokens. */
  boolean contains(String token) {
    byte[] digest = digest(token);
    boolean found = false;
    for (byte[] each : digests) {
      found |= MessageDigest.isEqual(each, digest);
    }
    return found;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
