package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionContextTest {
  @TempDir Path directory;

  @Test
  void theContextContainsNameLimitsConfigurationAndSecrets() throws Exception {
    Path config = Files.createDirectories(directory.resolve("config"));
    Path secret = Files.createDirectories(directory.resolve("secrets/db"));
    Files.writeString(config.resolve("greeting"), "hi\n");
    mount(secret, "..2026_01", Map.of("user", "scott"));
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
          .anyMatch(line -> line.contains("\"logger\":\"tested\",\"message\":\"received x\""));
    }
  }

  /**
   * Publishes a version as the kubelet does: it writes all files first, and then replaces one link.
   */
  private static void mount(Path volume, String version, Map<String, String> entries)
      throws IOException {
    Path files = Files.createDirectories(volume.resolve(version));
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      Files.writeString(files.resolve(entry.getKey()), entry.getValue());
      Path link = volume.resolve(entry.getKey());
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of("..data", entry.getKey()));
      }
    }
    Path next = Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of(version));
    Files.move(next, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private FunctionContext context() throws Exception {
    Settings settings =
        Settings.from(
            Map.of(
                RuntimeContract.CONFIG_DIRECTORY, directory.resolve("config").toString(),
                RuntimeContract.SECRETS_DIRECTORY, directory.resolve("secrets").toString()));
    return FunctionContext.of(settings, System.getLogger("f"));
  }

  @Test
  void anEntryThatIsNotTextIsReadAsBytesAndHidesNoOther() throws Exception {
    byte[] keyStore = {0x30, (byte) 0x82, (byte) 0xff, 0};
    for (String volume : List.of("config", "secrets/db")) {
      Path files = Files.createDirectories(directory.resolve(volume));
      Files.write(files.resolve("keystore.p12"), keyStore);
      Files.writeString(files.resolve("user"), "scott");
    }
    FunctionContext context = context();

    assertThat(context.secret("db"))
        .isEqualTo(Map.of("user", "scott", "keystore.p12", "0\uFFFD\uFFFD\0"));
    assertThat(context.secretBytes("db").keySet()).containsExactly("keystore.p12", "user");
    assertThat(context.secretBytes("db").get("keystore.p12")).isEqualTo(keyStore);
    assertThat(context.config("keystore.p12")).contains("0\uFFFD\uFFFD\0");
    assertThat(context.configBytes("keystore.p12").orElseThrow()).isEqualTo(keyStore);
    assertThat(context.configBytes("../secrets/db/user")).isEmpty();
    assertThat(context.configBytes("missing")).isEmpty();
    assertThat(context.secretBytes("missing")).isEmpty();
    assertThat(context.secretBytes("../secrets/db")).isEmpty();
  }

  @Test
  void allEntriesOfASecretAreOfOneVersionWhileItIsRotated() throws Exception {
    Path secret = Files.createDirectories(directory.resolve("secrets/db"));
    mount(secret, "..0", Map.of("user", "0", "password", "0", "url", "0"));
    FunctionContext context = context();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> kubelet =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 1; !done.get(); i++) {
                  String version = "" + i;
                  mount(
                      secret,
                      ".." + i,
                      Map.of("user", version, "password", version, "url", version));
                  Path old = secret.resolve(".." + (i - 1));
                  for (String key : List.of("user", "password", "url")) {
                    Files.delete(old.resolve(key));
                  }
                  Files.delete(old);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Set<String> versions = new HashSet<>();
    try {
      while (versions.size() < 200 && !kubelet.isDone()) {
        Map<String, String> entries = context.secret("db");
        assertThat(entries).containsOnlyKeys("user", "password", "url");
        assertThat(Set.copyOf(entries.values())).hasSize(1);
        versions.add(entries.get("user"));
      }
    } finally {
      done.set(true);
    }
    kubelet.get();
    assertThat(versions).hasSize(200);
  }
}
