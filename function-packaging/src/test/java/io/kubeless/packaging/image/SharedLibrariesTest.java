package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SharedLibrariesTest {
  @TempDir private Path directory;
  private Path jre;
  private Path program;

  @BeforeEach
  void create() throws IOException {
    jre = directory.resolve("jre");
    program = Files.createDirectories(jre.resolve("bin")).resolve("java");
    Files.copy(Path.of("/bin/sh").toRealPath(), program);
  }

  @Test
  void librariesAreFoundAgainIfOtherDirectoriesAreSearched() throws IOException {
    SortedMap<String, Path> libraries = SharedLibraries.of(jre, "");
    assertThat(libraries.keySet()).anyMatch(path -> path.contains("libc."));
    Files.delete(program); // ldd fails without a file
    assertThat(SharedLibraries.of(jre, "")).isEqualTo(libraries);
    assertThatThrownBy(() -> SharedLibraries.of(jre, "/opt/lib"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("ldd");
  }

  @Test
  void anEmptyFileOfLibrariesIsWrittenAgain() throws IOException {
    Files.createFile(directory.resolve("jre.libraries"));
    assertThat(SharedLibraries.of(jre, "")).isNotEmpty();
    assertThat(directory.resolve("jre.libraries")).isNotEmptyFile();
  }
}
