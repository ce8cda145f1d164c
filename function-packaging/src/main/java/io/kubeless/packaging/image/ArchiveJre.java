package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The JRE of an image, as a program of this machine.
 *
 * @param java the words that start it
 * @param options its options about archives
 * @param identity a text that is the same for the same files
 */
record ArchiveJre(List<String> java, ArchiveOptions options, String identity) {

  /**
   * Returns a JRE.
   *
   * @param java the words that start it
   */
  static ArchiveJre of(Path home, List<String> java) throws IOException {
    Sha256 hash = new Sha256();
    hash.file(home.resolve("lib/modules"));
    hash.file(home.resolve("lib/server/libjvm.so"));
    hash.text(Files.readString(home.resolve("release")));
    return new ArchiveJre(java, new ArchiveOptions(new Jdk(home).javaVersion()), hash.hex());
  }
}
