package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeterministicJarTest {
  @TempDir Path directory;

  private Path pack(String name, String... files) throws IOException {
    Path classes = directory.resolve(name);
    for (String file : files) {
      Path path = classes.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.endsWith(".MF") ? "Manifest-Version: 1.0\nA: b\n" : file);
      Files.setLastModifiedTime(path, FileTime.fromMillis(name.hashCode() * 1000L));
    }
    Path jar = directory.resolve("jars").resolve(name + ".jar");
    DeterministicJar.pack(classes, jar);
    return jar;
  }

  @Test
  void theSameFilesAreTheSameBytesWheneverAndInWhateverOrderTheyWereWritten() throws IOException {
    Path one = pack("one", "b/B.class", "META-INF/MANIFEST.MF", "a/A.class");
    Path two = pack("two", "a/A.class", "META-INF/MANIFEST.MF", "b/B.class");
    assertThat(one).hasSameBinaryContentAs(two);
  }

  @Test
  void theManifestIsKeptAndComesFirst() throws IOException {
    try (JarFile jar =
        new JarFile(pack("one", "META-INF/A", "META-INF/MANIFEST.MF", "a/A.class").toFile())) {
      assertThat(jar.stream().map(Object::toString))
          .isEqualTo(List.of("META-INF/", "META-INF/MANIFEST.MF", "META-INF/A", "a/", "a/A.class"));
      assertThat(jar.getManifest().getMainAttributes().getValue("A")).isEqualTo("b");
    }
  }

  @Test
  void theFileForThisMachineIsNotPacked() throws IOException {
    Path jar = pack("one", "kubeless-local.yaml", "a/kubeless-local.yaml");
    try (JarFile packed = new JarFile(jar.toFile())) {
      assertThat(packed.stream().map(Object::toString))
          .isEqualTo(List.of("a/", "a/kubeless-local.yaml"));
    }
  }

  @Test
  void aPackageIsFoundAsAResource() throws IOException {
    Path jar = pack("one", "com/acme/A.class", "META-INF/MANIFEST.MF");
    Files.createDirectories(directory.resolve("one/stale"));
    assertThat(pack("one", "com/acme/A.class")).hasSameBinaryContentAs(jar);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      assertThat(Collections.list(loader.getResources("com/acme"))).hasSize(1);
      assertThat(Collections.list(loader.getResources("stale"))).isEmpty();
    }
    try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
      assertThat(in.getManifest().getMainAttributes().getValue("A")).isEqualTo("b");
    }
  }

  @Test
  void aJarIsReplacedAsAWholeAndOnlyIfItChanges() throws IOException {
    Path jar = pack("one", "a/A.class");
    byte[] before = Files.readAllBytes(jar);
    FileTime written = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(jar, written);
    Files.setLastModifiedTime(jar.getParent(), written);
    assertThat(pack("one", "a/A.class")).hasBinaryContent(before);
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(written);
    assertThat(Files.getLastModifiedTime(jar.getParent())).isEqualTo(written);

    try (InputStream reader = Files.newInputStream(jar)) {
      assertThat(pack("one", "b/B.class")).isEqualTo(jar);
      assertThat(reader.readAllBytes()).isEqualTo(before);
    }
    assertThat(Files.readAllBytes(jar)).isNotEqualTo(before);
    try (Stream<Path> files = Files.list(jar.getParent())) {
      assertThat(files).containsExactly(jar);
    }
    Files.write(jar, new byte[1], StandardOpenOption.APPEND);
    Path other = pack("two", "a/A.class", "b/B.class");
    assertThat(pack("one")).hasSameBinaryContentAs(other);
  }

  @Test
  void aMissingDirectoryIsAnEmptyJar() throws IOException {
    try (JarFile jar = new JarFile(pack("none").toFile())) {
      assertThat(jar.size()).isZero();
    }
  }
}
