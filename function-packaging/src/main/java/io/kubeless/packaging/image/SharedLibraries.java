package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the shared libraries that a JRE is linked against, with the loader's own tool. */
final class SharedLibraries {
  // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)" or "/lib64/ld-linux-x86-64.so.2 (0x…)"
  private static final Pattern LINE = Pattern.compile("\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");

  private SharedLibraries() {}

  /** Returns files of this machine, by the path at which the loader expects them. */
  static SortedMap<String, Path> of(Path jre) throws IOException {
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
