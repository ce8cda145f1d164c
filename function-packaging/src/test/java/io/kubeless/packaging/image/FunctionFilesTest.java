package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionFilesTest {
  @TempDir Path directory;

  @Test
  void theDescriptorHasTheTypesOfTheInputAndTheAnswer() throws IOException {
    ProjectFixture fixture =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "public final class Hello implements TypedHandler<List<String>, Map<String,"
                    + " Integer>> { public Map<String, Integer> apply(List<String> in, Context c)"
                    + " { return null; } }");
    ImageRequest request =
        new ImageRequest(
            fixture.function().function(),
            fixture.classes(),
            List.of(),
            Instant.EPOCH,
            directory.resolve("work"),
            Path.of(System.getProperty("java.home")));

    FunctionFiles.prepare(request);

    assertThat(Files.readString(directory.resolve("work/function.properties")))
        .isEqualTo(
            "handler=com.acme.Hello\n"
                + "input=java.util.List<java.lang.String>\n"
                + "answer=java.util.Map<java.lang.String,java.lang.Integer>\n"
                + "services=\n");
  }
}
