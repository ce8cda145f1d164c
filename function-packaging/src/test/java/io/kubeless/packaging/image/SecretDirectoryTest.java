package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretDirectoryTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path target;

  @Test
  void aDirectoryWhoseProcessesHaveEndedIsDeletedWithItsLinksAndOthersRemain() throws Exception {
    Process function = new ProcessBuilder(JAVA.toString(), "-version").start();
    Process other = new ProcessBuilder(JAVA.toString(), "-version").start();
    Path used = SecretDirectory.create();
    Path left = Files.createTempDirectory("kubeless-secrets");
    SecretDirectory.usedBy(left, function.toHandle());
    SecretDirectory.usedBy(left, other.toHandle());
    Path linked = Files.writeString(target.resolve("key"), "value");
    Files.createSymbolicLink(left.resolve("linked"), target);
    Path created = Files.createTempDirectory("kubeless-secrets"); // by another process just now
    Path unfinished = Files.createTempDirectory("kubeless-secrets");
    Files.setLastModifiedTime(
        unfinished, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
    function.waitFor();
    other.waitFor();

    Path next = SecretDirectory.create();

    assertThat(left).doesNotExist();
    assertThat(unfinished).doesNotExist();
    assertThat(linked).hasContent("value");
    for (Path each : new Path[] {used, created, next}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
      Directories.delete(each);
    }
  }
}
