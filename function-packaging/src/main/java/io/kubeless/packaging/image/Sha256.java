package io.kubeless.packaging.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash of files and texts, whose order matters. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK supports it
    }
  }

  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  void file(Path file) throws IOException {
    text(String.valueOf(Files.size(file)));
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
  }

  /** Adds the path of a file with its size and time, instead of its content. */
  void time(Path file) throws IOException {
    text(file.toString());
    text(Files.size(file) + " " + Files.getLastModifiedTime(file));
  }

  /** Returns the hash as 64 hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
