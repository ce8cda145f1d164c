package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MountedFileTest {
  private static final String OLD = "old-token-0123456789-0123456789-0123456789";
  private static final String NEW = "new-token-0123456789-0123456789-0123456789";

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile Map<String, byte[]> files = Map.of("token", bytes(OLD + "\n"));
  private volatile boolean broken;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private MountedFile<CallerTokens> mounted() throws InvalidAuthentication {
    return new MountedFile<>(
        "callers",
        () -> {
          reads.incrementAndGet();
          if (broken) {
            throw new IOException("broken");
          }
          return files;
        },
        CallerTokens::parse,
        nanos::get,
        System.getLogger("test"));
  }

  @Test
  void aChangeIsSeenAfterOneSecondAndTheFileIsNotReadMoreOften() throws Exception {
    MountedFile<CallerTokens> file = mounted();
    files = Map.of("token", bytes(NEW), "previous", bytes(OLD));
    assertThat(file.current().contains(NEW)).isFalse();
    assertThat(reads).hasValue(1);
    nanos.addAndGet(1_000_000_000);
    assertThat(file.current().contains(NEW)).isTrue();
    assertThat(file.current().contains(OLD)).isTrue();
    assertThat(reads).hasValue(2);
    files = Map.of("token", bytes(NEW));
    nanos.addAndGet(1_000_000_000);
    assertThat(file.current().contains(OLD)).isFalse();
  }

  @Test
  void unchangedFilesAreNotParsedAgain() throws Exception {
    MountedFile<CallerTokens> file = mounted();
    CallerTokens first = file.current();
    nanos.addAndGet(2_000_000_000);
    assertThat(file.current()).isSameAs(first);
    assertThat(reads).hasValue(2);
  }

  @Test
  void aFileThatCannotBeReadLeavesThePreviousContent() throws Exception {
    MountedFile<CallerTokens> file = mounted();
    broken = true;
    nanos.addAndGet(1_000_000_000);
    assertThat(file.current().contains(OLD)).isTrue();
    broken = false;
    files = Map.of();
    nanos.addAndGet(1_000_000_000);
    assertThat(file.current().contains(OLD)).isTrue();
  }

  @Test
  void problemsPreventTheStartAndContainNoSecret() {
    files = Map.of("a", bytes("short"), "b", bytes("with space 0123456789-0123456789-0123456789"));
    String why = " is not a token of 32 to 1024 letters, digits and ._~+/-";
    assertThatThrownBy(this::mounted)
        .isInstanceOf(InvalidAuthentication.class)
        .hasMessageContaining("Secret callers: entry ")
        .hasMessageContaining("entry a" + why)
        .hasMessageContaining("entry b" + why)
        .hasMessageNotContaining("short");
    files = Map.of();
    assertThatThrownBy(this::mounted)
        .hasMessage("Secret callers: it is not mounted, or has no entries");
    broken = true;
    assertThatThrownBy(this::mounted).hasMessageStartingWith("Secret callers cannot be read: ");
  }
}
