package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The modules of a JDK that class paths require. The JDK's own program finds them, which takes
 * longer than everything else in a build, so they are kept. They are found again only if a library
 * changes, or if the function refers to other types.
 *
 * @param directory of the files that contain them, one for each class path
 */
record RequiredModules(Jdk jdk, Path directory) {
  // Changes if the modules of the same class path are found in another way.
  private static final String RECIPE = "1";

  /**
   * Returns the modules that jars require, and the module that TLS requires.
   *
   * @param classPath the jar of the function, and its libraries
   */
  SortedSet<String> of(List<Path> classPath) throws IOException {
    Path known = directory.resolve("modules-" + key(classPath));
    if (Files.isRegularFile(known)) {
      return new TreeSet<>(Files.readAllLines(known));
    }
    SortedSet<String> modules = jdk.modules(classPath);
    Files.createDirectories(directory);
    Path written = Files.createTempFile(directory, "writing-", "");
    Files.write(written, modules);
    Files.move(written, known, StandardCopyOption.ATOMIC_MOVE);
    return modules;
  }

  private String key(List<Path> classPath) throws IOException {
    Sha256 hash = new Sha256();
    hash.text(RECIPE);
    hash.text(jdk.version());
    for (int i = 0; i < classPath.size(); i++) {
      Optional<SortedSet<String>> types =
          i == 0 ? ReferencedTypes.of(classPath.get(i)) : Optional.empty();
      if (types.isPresent()) {
        types.get().forEach(hash::text);
      } else {
        hash.file(classPath.get(i));
      }
    }
    return hash.hex();
  }
}
