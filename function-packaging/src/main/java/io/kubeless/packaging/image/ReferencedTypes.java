package io.kubeless.packaging.image;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the names of the types that the classes of a jar may refer to. They are in the constant
 * pools, together with texts that only look like them.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">The
 *     constant pool</a>
 */
final class ReferencedTypes {
  private static final Pattern NAME = Pattern.compile("[\\w$]+(?:/[\\w$]+)+");
  private static final int UTF8 = 1;

  private ReferencedTypes() {}

  /**
   * Returns the names.
   *
   * @return empty if more than these names determines what the jar requires: it is a module, or has
   *     classes for several releases of Java, or files that only have the names of classes
   */
  static Optional<SortedSet<String>> of(Path jar) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.getName().endsWith("module-info.class")
            || entry.getName().startsWith("META-INF/versions/")) {
          return Optional.empty();
        }
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = new ByteArrayInputStream(content(zip, entry))) {
            add(new DataInputStream(in), names);
          } catch (EOFException | UTFDataFormatException | UnknownTag e) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(names);
  }

  private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** A constant of a kind that does not exist. */
  private static final class UnknownTag extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static void add(DataInputStream in, SortedSet<String> names) throws IOException {
    in.skipNBytes(8); // magic number and version
    int count = in.readUnsignedShort();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case UTF8 -> {
          Matcher matcher = NAME.matcher(in.readUTF());
          while (matcher.find()) {
            names.add(matcher.group());
          }
        }
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // long and double have two entries
        }
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> throw new UnknownTag();
      }
    }
  }
}
