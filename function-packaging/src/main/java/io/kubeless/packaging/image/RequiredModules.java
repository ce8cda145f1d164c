package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The modules of a JDK that class paths require. The JDK's own program finds them, which takes
 * longer than everything else in a build that changes nothing, so they are kept.
 *
 * @param directory of the files that contain them, one for each class path
 */
record RequiredModules(Jdk jdk, Path directory) {

  /** Returns the modules that jars require, and the module that TLS requires. */
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
    hash.text(jdk.version());
    for (Path jar : classPath) {
      hash.file(jar);
    }
    return hash.hex();
  }
}
