package io.kubeless.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The classes of a function, which an archive contains although training does not run them. */
final class ArchivedClasses {
  // Each archived class is loaded at every start. A jar with more classes contains libraries.
  private static final int MOST = 1000;
  private static final String SUFFIX = ".class";

  private ArchivedClasses() {}

  /**
   * Loads the classes of a jar without initialising them. If there are very many, only those in the
   * package of the handler are loaded. A class that cannot be loaded is ignored.
   */
  static void load(Path jar, String handler) throws IOException {
    List<String> all;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      all =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("META-INF/"))
              .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
              .toList();
    }
    String prefix = handler.substring(0, handler.lastIndexOf('.') + 1);
    ClassLoader loader = ArchivedClasses.class.getClassLoader();
    for (String name : all) {
      if (all.size() <= MOST || name.startsWith(prefix)) {
        try {
          Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
          // An optional dependency is missing, as it is in the image.
        }
      }
    }
  }
}
