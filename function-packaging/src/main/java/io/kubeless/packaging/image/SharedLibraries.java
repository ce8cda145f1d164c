package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the shared libraries that a JRE is linked against, with the loader's own tool. What it has
 * found is kept beside the JRE as long as neither these files nor the loader's index change.
 */
final class SharedLibraries {
  private static final Path INDEX = Path.of("/etc/ld.so.cache"); // see ld.so(8)

  // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)" or "/lib64/ld-linux-x86-64.so.2 (0x…)"
  private static final Pattern LINE = Pattern.compile("\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");

  private SharedLibraries() {}

  /** Returns files of this machine, by the path at which the loader expects them. */
  static SortedMap<String, Path> of(Path jre) throws IOException {
    return of(jre, String.valueOf(System.getenv("LD_LIBRARY_PATH")));
  }

  /**
   * Returns what the loader finds.
   *
   * @param searched the directories that it searches first
   */
  static SortedMap<String, Path> of(Path jre, String searched) throws IOException {
    Path known = jre.resolveSibling(jre.getFileName() + ".libraries");
    List<String> lines = Files.isRegularFile(known) ? Files.readAllLines(known) : List.of();
    if (!lines.isEmpty()) {
      SortedMap<String, Path> libraries = new TreeMap<>();
      for (String path : lines.subList(1, lines.size())) {
        if (Files.exists(Path.of(path))) {
          libraries.put(path, Path.of(path).toRealPath());
        }
      }
      if (lines.get(0).equals(state(libraries, searched))) {
        return libraries;
      }
    }
    SortedMap<String, Path> libraries = find(jre);
    List<String> found = new ArrayList<>(List.of(state(libraries, searched)));
    found.addAll(libraries.keySet());
    Path written = Files.createTempFile(known.getParent(), "writing-", "");
    Files.write(written, found);
    Files.move(written, known, StandardCopyOption.ATOMIC_MOVE);
    return libraries;
  }

  /** Returns a hash that changes with the libraries, and with the places that they are found in. */
  private static String state(SortedMap<String, Path> libraries, String searched)
      throws IOException {
    Sha256 hash = new Sha256();
    hash.text(searched);
    if (Files.exists(INDEX)) {
      hash.time(INDEX);
    }
    for (Map.Entry<String, Path> library : libraries.entrySet()) {
      hash.text(library.getKey());
      hash.time(library.getValue());
    }
    return hash.hex();
  }

  private static SortedMap<String, Path> find(Path jre) throws IOException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    try (Stream<Path> walk = Files.walk(jre)) {
      walk.filter(SharedLibraries::isBinary).sorted().forEach(file -> command.add("" + file));
    }
    SortedMap<String, Path> libraries = new TreeMap<>();
    for (String line : Jdk.run(command).split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && !matcher.group(1).startsWith(jre.toString())) {
        libraries.put(matcher.group(1), Path.of(matcher.group(1)).toRealPath());
      }
    }
    return libraries;
  }

  private static boolean isBinary(Path file) {
    return file.toString().endsWith(".so") || file.toString().endsWith("/bin/java");
  }
}
