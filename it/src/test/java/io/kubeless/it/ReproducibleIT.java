package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The same sources become the same image and the same YAML on every machine and for every user. */
class ReproducibleIT {

  @Test
  void twoBuildsInOtherSurroundingsHaveTheSameDigestAndTheSameYaml() throws IOException {
    Path here = Projects.example("hello", "reproducible/here");
    Path there = Projects.example("hello", "reproducible/there/deeper/with a space");
    Path home = Files.createDirectories(there.resolveSibling("home"));
    Files.writeString(home.resolve(".mavenrc"), "umask 077\n");
    restrict(there);

    Maven.in(here)
        .environment("TZ", "UTC")
        .environment("LC_ALL", "C")
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    Maven.in(there)
        .environment("TZ", "Pacific/Kiritimati")
        .environment("LC_ALL", "tr_TR.UTF-8")
        .environment("HOME", home.toString())
        .environment("XDG_CACHE_HOME", home.resolve("cache").toString())
        .options("-Duser.language=tr -Duser.country=TR -Duser.timezone=Pacific/Kiritimati")
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();

    assertThat(digest(there)).isEqualTo(digest(here)).matches("sha256:[0-9a-f]{64}");
    assertThat(yaml(there)).isEqualTo(yaml(here)).hasSize(4);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(
                    there.resolve("target/classes/com/acme/Hello.class"))))
        .isEqualTo("rw-------"); // proves that the umask was different
  }

  @Test
  void anImageIsBuiltWithoutANetwork() throws IOException {
    Path hello = Projects.example("hello", "reproducible/alone");
    Maven.in(hello)
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    String here = digest(hello);
    Projects.delete(hello.resolve("target"));
    Assumptions.assumeTrue(
        new ProcessBuilder("unshare", "-rn", "true").start().onExit().join().exitValue() == 0,
        "network namespaces");

    Maven.Result alone =
        Maven.in(hello)
            .within("unshare", "-rn")
            .direct(
                "-o",
                "package",
                "-DskipTests",
                "kubeless:build",
                "-Dkubeless.image.base=linked-jre")
            .succeeds();

    assertThat(alone.lines("image     ")).contains("built");
    assertThat(digest(hello)).isEqualTo(here);
  }

  private static void restrict(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path each : walk.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(each, java.nio.file.attribute.FileTime.fromMillis(86_400_000L));
      }
    }
  }

  private static String digest(Path project) throws IOException {
    return new ObjectMapper()
        .readTree(project.resolve("target/kubeless/result.json").toFile())
        .at("/functions/0/image/built")
        .asText();
  }

  private static SortedMap<String, String> yaml(Path project) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    Path root = project.resolve("target/kubeless/hello");
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        files.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
