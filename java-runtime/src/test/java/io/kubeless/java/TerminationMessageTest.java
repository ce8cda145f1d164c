package io.kubeless.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminationMessageTest {

  @Test
  void fewLinesAreTheWholeMessage() {
    assertThat(TerminationMessage.of(List.of("a", "b"))).isEqualTo("a\nb");
    assertThat(TerminationMessage.of(List.of())).isEmpty();
  }

  @Test
  void manyLinesAreCutBetweenTwoAndTheRestIsCounted() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add("Hello.java:" + i + ": größer");
    }
    List<String> message = TerminationMessage.of(lines).lines().toList();
    assertThat(TerminationMessage.of(lines).getBytes(StandardCharsets.UTF_8).length)
        .isBetween(4000, TerminationMessage.MAXIMUM);
    int kept = message.size() - 1;
    assertThat(message.subList(0, kept)).isEqualTo(lines.subList(0, kept));
    assertThat(message.get(kept))
        .isEqualTo("and " + (500 - kept) + " more lines, in the log of this container");
  }

  @Test
  void everyLengthFits() {
    for (int length = 4000; length < 4200; length++) {
      List<String> lines = new ArrayList<>(List.of("x".repeat(length % 1000)));
      for (int left = length - length % 1000; left > 0; left -= 500) {
        lines.add("y".repeat(499));
      }
      assertThat(TerminationMessage.of(lines).length()).isLessThanOrEqualTo(4096);
    }
  }

  @Test
  void oneLongLineDoesNotHideTheOthers() {
    assertThat(TerminationMessage.of(List.of("x".repeat(10_000), "the cause")))
        .endsWith("…\nthe cause");
  }
}
