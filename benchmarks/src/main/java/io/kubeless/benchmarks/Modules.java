package io.kubeless.benchmarks;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Finds the modules of a JDK that jars require.
 *
 * @param jdk the JDK
 */
record Modules(Path jdk) {
  /** Returns the modules that all jars below a directory require. */
  SortedSet<String> of(Path directory) throws IOException, InterruptedException {
    List<String> jars;
    try (Stream<Path> files = Files.walk(directory)) {
      jars = files.map(Path::toString).filter(file -> file.endsWith(".jar")).sorted().toList();
    }
    SortedSet<String> modules = new TreeSet<>();
    List<String> others = new ArrayList<>();
    for (String jar : jars) {
      Set<ModuleDescriptor.Requires> required = declared(Path.of(jar));
      required.stream()
          .filter(each -> !each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
          .forEach(each -> modules.add(each.name()));
      // jdeps would read the modules that a jar names in its class path, too, and fail.
      if (required.isEmpty() && !namesOthers(jar)) {
        others.add(jar);
      }
    }
    modules.addAll(used(directory, others));
    modules.removeIf(name -> !name.startsWith("java.") && !name.startsWith("jdk."));
    return modules;
  }

  /** Returns what a jar declares itself, or nothing if it is no module. */
  private static Set<ModuleDescriptor.Requires> declared(Path jar) {
    try {
      return ModuleFinder.of(jar).findAll().stream()
          .map(module -> module.descriptor())
          .filter(descriptor -> !descriptor.isAutomatic())
          .findFirst()
          .map(ModuleDescriptor::requires)
          .orElse(Set.of());
    } catch (FindException noModule) {
      return Set.of();
    }
  }

  private static boolean namesOthers(String jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      Manifest manifest = file.getManifest();
      return manifest != null && manifest.getMainAttributes().containsKey(Attributes.Name.CLASS_PATH);
    }
  }

  /** Returns the modules whose classes some jars use. */
  private List<String> used(Path directory, List<String> jars)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/jdeps").toString(),
                "--ignore-missing-deps", "--print-module-deps", "--multi-release", "25"));
    command.addAll(jars);
    String output = Tool.run(directory, command);
    return List.of(output.substring(output.lastIndexOf('\n') + 1).split(",")); // after warnings
  }
}
