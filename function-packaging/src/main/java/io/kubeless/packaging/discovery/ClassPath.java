package io.kubeless.packaging.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Reads classes by name from directories, jars and, last, the running JDK. */
final class ClassPath implements AutoCloseable {
  private final List<Path> directories = new ArrayList<>();
  private final List<JarFile> jars = new ArrayList<>();
  private final Map<String, Optional<ClassFile>> read = new HashMap<>();

  ClassPath(List<Path> entries) throws IOException {
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        directories.add(entry);
      } else if (Files.isRegularFile(entry)) {
        jars.add(new JarFile(entry.toFile(), false, JarFile.OPEN_READ, Runtime.version()));
      }
    }
  }

  /** Returns a class, empty if it is not found. */
  Optional<ClassFile> find(String name) throws IOException {
    Optional<ClassFile> known = read.get(name);
    if (known == null) {
      known = load(name.replace('.', '/') + ".class");
      read.put(name, known);
    }
    return known;
  }

  private Optional<ClassFile> load(String path) throws IOException {
    for (Path directory : directories) {
      Path file = directory.resolve(path);
      if (Files.isRegularFile(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          return Optional.of(ClassFile.read(in, false));
        }
      }
    }
    for (JarFile jar : jars) {
      ZipEntry entry = jar.getEntry(path);
      if (entry != null) {
        try (InputStream in = jar.getInputStream(entry)) {
          return Optional.of(ClassFile.read(in, false));
        }
      }
    }
    try (InputStream in = ClassLoader.getPlatformClassLoader().getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(ClassFile.read(in, false));
    }
  }

  /** Returns the classes in directories and jars that provide a service. */
  Set<String> providers(String service) throws IOException {
    String path = "META-INF/services/" + service;
    Set<String> providers = new TreeSet<>();
    for (Path directory : directories) {
      Path file = directory.resolve(path);
      if (Files.isRegularFile(file)) {
        add(Files.readString(file), providers);
      }
    }
    for (JarFile jar : jars) {
      ZipEntry entry = jar.getEntry(path);
      if (entry != null) {
        try (InputStream in = jar.getInputStream(entry)) {
          add(new String(in.readAllBytes(), StandardCharsets.UTF_8), providers);
        }
      }
    }
    return providers;
  }

  private static void add(String file, Set<String> providers) {
    for (String line : file.lines().toList()) {
      String name = line.split("#", 2)[0].strip();
      if (!name.isEmpty()) {
        providers.add(name);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }
}
