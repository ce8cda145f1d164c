package io.kubeless.packaging.image;

import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.model.SystemLocale;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a class directory. The same files become the same bytes on every machine: entries are
 * sorted and have a fixed date. They are not compressed, because the image's layers are.
 */
final class DeterministicJar {
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private DeterministicJar() {}

  /**
   * Packs a directory, unless the jar has the same content already. If it is missing, the jar is
   * empty.
   *
   * @throws io.kubeless.packaging.model.ProblemException if the locale cannot express the name of a
   *     file
   */
  static void pack(Path directory, Path jar) throws IOException {
    Files.createDirectories(jar.toAbsolutePath().getParent());
    List<String> names = names(directory);
    if (same(directory, names, jar)) {
      return;
    }
    Path written = jar.resolveSibling(jar.getFileName() + ".writing");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(written))) {
        write(directory, names, out);
      }
      Files.move(written, jar, StandardCopyOption.ATOMIC_MOVE); // a JVM may read the former one
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Returns whether a jar has this content. It is compared in parts, because it may be large. */
  private static boolean same(Path directory, List<String> names, Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      return false;
    }
    try (InputStream present = new BufferedInputStream(Files.newInputStream(jar))) {
      Comparison comparison = new Comparison(present);
      write(directory, names, comparison);
      return comparison.same && present.read() < 0;
    }
  }

  /** Compares what is written with a stream. */
  private static final class Comparison extends OutputStream {
    private final InputStream expected;
    private boolean same = true;

    Comparison(InputStream expected) {
      this.expected = expected;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (same) {
        byte[] read = expected.readNBytes(length); // fewer at the end
        same = Arrays.equals(read, 0, read.length, bytes, offset, offset + length);
      }
    }
  }

  private static void write(Path directory, List<String> names, OutputStream to)
      throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(to)) {
      for (String name : names) {
        byte[] content =
            name.endsWith("/") ? new byte[0] : Files.readAllBytes(directory.resolve(name));
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

  /**
   * Returns relative names with slashes. The directories of files are included, because package
   * scanners look for them. The manifest and its directory are first, as readers of jars expect.
   */
  private static List<String> names(Path directory) throws IOException {
    Set<String> names = new HashSet<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> walk = Files.walk(directory)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          SystemLocale.requireReadable(directory, file);
          String name = directory.relativize(file).toString().replace('\\', '/');
          if (name.equals(LocalConfiguration.FILE)) {
            continue; // a project whose base directory is a directory of resources
          }
          names.add(name);
          for (int i = name.indexOf('/'); i >= 0; i = name.indexOf('/', i + 1)) {
            names.add(name.substring(0, i + 1));
          }
        }
      }
    }
    return names.stream()
        .sorted(
            Comparator.comparing((String name) -> !MANIFEST.startsWith(name))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc.getValue();
  }
}
