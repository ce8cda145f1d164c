package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionContextTest {
  @TempDir Path directory;

  @Test
  void aHandlerIsToldItsNameItsLimitsItsConfigurationAndItsSecrets() throws Exception {
    Path config = Files.createDirectories(directory.resolve("config"));
    Path secret = Files.createDirectories(directory.resolve("secrets/db"));
    Files.createDirectories(secret.resolve("..data"));
    Files.writeString(config.resolve("greeting"), "hi\n");
    Files.writeString(secret.resolve("user"), "scott");
    Map<String, String> environment =
        Map.of(
            RuntimeContract.CONFIG_DIRECTORY, config.toString(),
            RuntimeContract.SECRETS_DIRECTORY, directory.resolve("secrets").toString(),
            RuntimeContract.FUNC_TIMEOUT, "30",
            RuntimeContract.FUNC_RUNTIME, "java21",
            RuntimeContract.FUNC_MEMORY_LIMIT, "128Mi");
    try (RunningFunction function = RunningFunction.start(Handlers.Tells.class, "", environment)) {
      assertThat(function.post("x", "event-attempt", "2").body())
          .isEqualTo(
              "tested PT30S true OptionalLong[134217728] java21 2 Optional[hi\n] Optional.empty"
                  + " {user=scott} {}");
      assertThat(function.log())
          .anyMatch(line -> line.contains("\"logger\":\"tested\",\"message\":\"told x\""));
    }
  }
}
