package io.kubeless.packaging.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a class directory: the same files give the same bytes on every machine. Entries are sorted,
 * have one date, and are stored as they are, because the image's layers are compressed anyway.
 */
final class DeterministicJar {
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private DeterministicJar() {}

  static void pack(Path directory, Path jar) throws IOException {
    Files.createDirectories(jar.toAbsolutePath().getParent());
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (String name : names(directory)) {
        byte[] content = Files.readAllBytes(directory.resolve(name));
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(DATE);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc(content));
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
      }
    }
  }

  /** Returns relative names with slashes; the manifest comes first, as readers of jars expect. */
  private static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> walk = Files.walk(directory)) {
        walk.filter(Files::isRegularFile)
            .map(file -> directory.relativize(file).toString().replace('\\', '/'))
            .forEach(names::add);
      }
    }
    names.sort(
        Comparator.comparing((String name) -> !name.equals(MANIFEST))
            .thenComparing(Comparator.naturalOrder()));
    return names;
  }

  private static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc.getValue();
  }
}
