package io.kubeless.packaging.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
  @TempDir Path directory;

  private Path write(String name, String content, Instant time) throws IOException {
    Path file = directory.resolve("src").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  @Test
  void aChangeIsFoundOnceAlsoIfTimeAndLengthAreTheSame() throws IOException {
    Instant now = Instant.now();
    Path file = write("a/A.java", "one", now);
    Path old = write("B.java", "old", now.minusSeconds(3600));
    WatchedFiles files =
        new WatchedFiles(List.of(directory.resolve("src"), directory.resolve("local.yaml")));
    assertThat(files.changes()).isEmpty();
    write("a/A.java", "two", now);
    assertThat(files.changes()).containsExactly(file);
    assertThat(files.changes()).isEmpty();
    write("B.java", "new", now.minusSeconds(60));
    assertThat(files.changes()).containsExactly(old);
    Path local = Files.writeString(directory.resolve("local.yaml"), "");
    Files.delete(file);
    assertThat(files.changes()).containsExactly(local, file);
    assertThat(files.changes()).isEmpty();
  }

  @Test
  void filesOfEditorsAreNotChanges() throws IOException {
    WatchedFiles files = new WatchedFiles(List.of(directory));
    for (String name : List.of("A.java~", ".A.java.swp", ".#A.java", "#A.java#", "4913")) {
      write(name, "", Instant.now());
    }
    assertThat(files.changes()).isEmpty();
  }
}
