package io.kubeless.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Sent FIRST = new Sent(1, "k", 1);
  private static final Sent SECOND = new Sent(2, "k", 2);
  private static final Sent THIRD = new Sent(3, "k", 3);

  @TempDir Path directory;

  @Test
  void anEventThatBeginsBeforeThePreviousOneIsHandledIsOutOfOrder() throws IOException {
    write("7", "start 1 1 100", "start 2 1 110", "done 2 120", "done 1 130");
    assertThat(outOfOrder(Set.of())).containsExactly(SECOND);
  }

  @Test
  void anEventIsNotOutOfOrderBecauseThePreviousOneIsRepeatedLater() throws IOException {
    write("7", "start 1 1 100", "done 1 110", "start 2 1 120");
    write("8", "start 1 2 200", "done 1 210", "start 2 2 220", "done 2 230");
    assertThat(outOfOrder(Set.of())).isEmpty();
  }

  @Test
  void anEventThatIsHandledWithoutThePreviousOneIsOutOfOrder() throws IOException {
    write("7", "start 1 1 100", "start 2 1 110", "done 2 120");
    assertThat(outOfOrder(Set.of())).containsExactly(SECOND);
  }

  @Test
  void anEventAfterADeadLetterIsInOrder() throws IOException {
    write("7", "start 1 1 100");
    write("8", "start 1 2 200");
    write("9", "start 2 1 300", "done 2 310");
    assertThat(outOfOrder(Set.of(1L))).isEmpty();
  }

  @Test
  void anEventThatBeginsBeforeTheLastAttemptOfADeadLetterIsOutOfOrder() throws IOException {
    write("7", "start 1 1 100");
    write("8", "start 2 1 150", "done 2 160", "start 1 2 200");
    assertThat(outOfOrder(Set.of(1L))).containsExactly(SECOND);
  }

  @Test
  void aDeadLetterWithoutAnAttemptDoesNotHideTheOneBeforeIt() throws IOException {
    write("7", "start 1 1 100", "start 3 1 110", "done 1 120", "done 3 130");
    assertThat(outOfOrder(Set.of(2L))).containsExactly(THIRD);
  }

  private List<Sent> outOfOrder(Set<Long> deadLetters) throws IOException {
    return Ledger.read(directory).outOfOrder(List.of(FIRST, SECOND, THIRD), deadLetters);
  }

  private void write(String process, String... lines) throws IOException {
    Files.write(directory.resolve(process + ".ledger"), List.of(lines));
  }
}
