package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A JRE with the modules that a class path requires, and the C library that the JRE requires. It is
 * a complete base image, made from files of this machine.
 *
 * @param home the linked JRE
 * @param libraries files of the C library, by path in the image
 * @param version version of the JDK that linked it
 */
record LinkedJre(Path home, Map<String, Path> libraries, String version) {
  // Changes with what is done to a JRE after jlink, so that none of an older build is used.
  private static final String FORMAT = " 2";
  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");

  /**
   * Links a JRE, or returns the one that an earlier build has linked.
   *
   * @param least the newest Java release that a class of the function was compiled for
   * @param architectures the architectures of the image
   * @param more modules in addition to those that the class path requires
   * @param cache directory of linked JREs; the modules of class paths are in a directory beside it
   */
  static LinkedJre of(
      Path jdk,
      int least,
      List<String> architectures,
      List<Path> classPath,
      List<String> more,
      Path cache)
      throws IOException {
    if (!Files.isExecutable(jdk.resolve("bin/jlink"))) {
      throw new ProblemException(
          Problem.of(ErrorCode.JRE_NOT_LINKED, "No JRE can be linked")
              .at("%s", jdk)
              .because("it contains no jlink, so it is a JRE and not a JDK")
              .remedy("set JAVA_HOME to a JDK, or use a base image"));
    }
    check(jdk, architectures);
    int release = new Jdk(jdk).release();
    if (release < least) {
      throw new ProblemException(
          Problem.of(ErrorCode.JRE_NOT_LINKED, "A JRE of Java %s cannot run the function", release)
              .at("%s", jdk)
              .because("its classes are compiled for Java %s", least)
              .remedy("build with JDK %s or later", least));
    }
    String version = new Jdk(jdk).version();
    SortedSet<String> modules =
        new RequiredModules(new Jdk(jdk), cache.resolveSibling("modules")).of(classPath);
    modules.addAll(more);
    Path home = cache.resolve(key(version + " " + architectures + " " + modules + FORMAT));
    if (!Files.isDirectory(home)) {
      link(jdk, modules, cache, home);
    }
    return new LinkedJre(home, SharedLibraries.of(home), version);
  }

  /**
   * Checks whether JREs for these architectures can be linked on this machine.
   *
   * @param jdk of this machine; a build may use another one for linking
   * @throws ProblemException if it cannot
   */
  static void check(Path jdk, List<String> architectures) throws IOException {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.JRE_NOT_LINKED,
                  "No JRE for Linux can be linked on %s",
                  System.getProperty("os.name"))
              .at("%s", setting("image.base", "linked-jre"))
              .because("jlink creates a runtime for the operating system of its JDK")
              .remedy("use a base image: %s", setting("image.base", "eclipse-temurin:25-jre")));
    }
    requireArchitecture(new Jdk(jdk).architecture(), architectures);
  }

  private static void requireArchitecture(String linked, List<String> architectures) {
    if (!architectures.equals(List.of(linked))) {
      String wanted = String.join(" and ", architectures);
      throw new ProblemException(
          Problem.of(ErrorCode.JRE_NOT_LINKED, "No JRE for %s can be linked on %s", wanted, linked)
              .at("image.base: linked-jre, image.architecture: %s", String.join(",", architectures))
              .because("jlink creates a runtime for the architecture of its JDK")
              .remedy(
                  "use a base image: %s, or build on %s",
                  setting("image.base", "eclipse-temurin:25-jre"), wanted));
    }
  }

  private static void link(Path jdk, SortedSet<String> modules, Path cache, Path home)
      throws IOException {
    Files.createDirectories(cache);
    Path temporary = Files.createTempDirectory(cache, "linking-");
    try {
      Path linked = temporary.resolve("jre");
      new Jdk(jdk).link(modules, linked);
      publish(linked, home);
    } finally {
      Directories.delete(temporary);
    }
  }

  /** Moves a JRE to its place, unless another build has done so; its files are equivalent. */
  static void publish(Path linked, Path home) throws IOException {
    try {
      Files.move(linked, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // The type of the exception for an existing directory depends on the file system.
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
  }

  private static String key(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK supports it
    }
  }

  /** Returns a text that is the same on this machine for the same files. */
  String identity() throws IOException {
    Sha256 hash = new Sha256();
    hash.text(home.toString());
    hash.text(version);
    for (Map.Entry<String, Path> library : libraries.entrySet()) {
      hash.text(library.getKey());
      hash.time(library.getValue());
    }
    for (Map.Entry<String, Path> file : SystemFiles.in(home.resolveSibling("system")).entrySet()) {
      hash.text(file.getKey());
      hash.time(file.getValue());
    }
    return hash.hex();
  }

  /** Returns this JRE as a program of this machine. */
  ArchiveJre archiveJre() throws IOException {
    return ArchiveJre.of(home, List.of(home.resolve("bin/java").toString()));
  }

  /** Returns a layer with the system's files, and another with the JRE. */
  List<FileEntriesLayer> layers() throws IOException {
    FileEntriesLayer.Builder system = FileEntriesLayer.builder().setName("system");
    for (Map.Entry<String, Path> library : libraries.entrySet()) {
      system.addEntry(library.getValue(), AbsoluteUnixPath.get(library.getKey()), PROGRAM);
    }
    for (Map.Entry<String, Path> file : SystemFiles.in(home.resolveSibling("system")).entrySet()) {
      system.addEntry(file.getValue(), AbsoluteUnixPath.get(file.getKey()), FILE);
    }
    FileEntriesLayer.Builder jre = FileEntriesLayer.builder().setName("jre");
    for (Path file : files(home)) {
      String name = home.relativize(file).toString();
      boolean program = name.startsWith("bin/") || name.matches("lib/j(exec|spawnhelper)");
      jre.addEntry(file, AbsoluteUnixPath.get("/opt/java/" + name), program ? PROGRAM : FILE);
    }
    return List.of(system.build(), jre.build());
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return new ArrayList<>(walk.filter(Files::isRegularFile).sorted().toList());
    }
  }

  /** Returns the modules as one text, for messages and cache keys. */
  static String join(SortedSet<String> modules) {
    return String.join(",", new TreeSet<>(modules));
  }
}
