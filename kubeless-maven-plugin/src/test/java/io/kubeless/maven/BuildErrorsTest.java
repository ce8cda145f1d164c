package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

class BuildErrorsTest {
  private static final Path ROOT = Path.of("/shop");

  @Test
  void errorsOfTheCompilerAreLinesWithTheFileInTheProject() {
    MojoFailureException failure =
        new MojoFailureException(
            null,
            "Compilation failure",
            "Compilation failure: \n/shop/src/main/java/A.java:[7,5] ';' expected\n"
                + "/shop/src/main/java/B.java:[9,12] error: cannot find symbol\n"
                + "  symbol: class C\n/elsewhere/D.java:[1] not valid\n");
    assertThat(BuildErrors.of(failure, ROOT))
        .isEqualTo(
            """
            src/main/java/A.java:7: ';' expected
            src/main/java/B.java:9: cannot find symbol
            /elsewhere/D.java:1: not valid""");
  }

  @Test
  void anotherFailureIsItsMessage() {
    assertThat(BuildErrors.of(new MojoFailureException("Java 99 is required"), ROOT))
        .isEqualTo("Java 99 is required");
  }
}
