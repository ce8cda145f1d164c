package io.kubeless.packaging.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes files only if they change. An unchanged file keeps its time, so that later steps, and
 * caches that compare times, do not regard it as a new one.
 */
public final class StableFile {
  private StableFile() {}

  /** Writes a file, unless it has this content already. */
  public static void write(Path file, byte[] content) throws IOException {
    boolean same =
        Files.isRegularFile(file)
            && Files.size(file) == content.length
            && Arrays.equals(Files.readAllBytes(file), content);
    if (!same) {
      Files.write(file, content);
    }
  }

  /** Writes a text in UTF-8, unless the file has this content already. */
  public static void write(Path file, String content) throws IOException {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }
}
