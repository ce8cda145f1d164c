package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.goals;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The files of manifests in a directory or a zip file, by names such as {@code
 * hello/kubernetes/service.yaml}. Nothing is extracted.
 */
final class BundleFiles {
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final Pattern NAME =
      Pattern.compile("[a-zA-Z0-9][-a-zA-Z0-9.]*(/[a-zA-Z0-9][-a-zA-Z0-9.]*){0,2}");
  private static final int MOST_FILES = 10_000;
  private static final int MOST_BYTES = 32 << 20;

  private BundleFiles() {}

  /**
   * Writes a zip file. The same files become the same bytes on every machine.
   *
   * @param files content by name
   */
  static void zip(SortedMap<String, byte[]> files, Path zip) throws IOException {
    Files.createDirectories(zip.toAbsolutePath().getParent());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] content = file.getValue();
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(DATE);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        new ByteArrayInputStream(content).transferTo(out);
        out.closeEntry();
      }
    }
  }

  /**
   * Reads a directory or a zip file.
   *
   * @throws ProblemException if it is neither, or contains what is not of a bundle
   */
  static SortedMap<String, byte[]> read(Path source) throws IOException {
    return Files.isDirectory(source) ? directory(source) : zip(source);
  }

  private static SortedMap<String, byte[]> directory(Path root) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root, 3)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        // beside the manifests, a directory contains images and the results of goals
        if (name.equals(ManifestBundle.DESCRIPTION) || name.matches("[^/]+/[^/]+/[^/]+\\.yaml")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static SortedMap<String, byte[]> zip(Path source) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    int left = MOST_BYTES;
    try (ZipFile zip = new ZipFile(source.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      if (entries.size() > MOST_FILES) {
        throw refused(source, Message.of("it has more than %s entries", MOST_FILES));
      }
      for (ZipEntry entry : entries) {
        String name = entry.getName();
        if (!NAME.matcher(name.replaceFirst("/$", "")).matches()) {
          throw refused(
              source, Message.of("the name of an entry is not that of a manifest: %s", name));
        }
        if (!entry.isDirectory()) {
          byte[] content = read(zip, entry, left + 1);
          left -= content.length;
          if (left < 0) {
            throw refused(source, Message.of("it is larger than %s bytes", MOST_BYTES));
          }
          if (files.put(name, content) != null) {
            throw refused(source, Message.of("it contains %s twice", name));
          }
        }
      }
    } catch (ZipException e) {
      throw refused(
          source, Message.of("it is not a complete zip file: %s", String.valueOf(e.getMessage())));
    }
    return files;
  }

  private static byte[] read(ZipFile zip, ZipEntry entry, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes(most);
    }
  }

  static ProblemException refused(Path source, Message why) {
    return new ProblemException(
        Problem.of(ErrorCode.MANIFESTS_CHANGED, "The manifests cannot be applied")
            .at("%s", source)
            .because(why)
            .remedy("use an unchanged copy of the zip file that %s writes", goals("push")));
  }
}
