package io.kubeless.maven;

import static io.kubeless.packaging.log.Style.COLOR;
import static io.kubeless.packaging.log.Style.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalStyleTest {
  private static final Map<String, String> NO_COLOR = Map.of("NO_COLOR", "1");

  private static TerminalStyle style(boolean terminal, String color, Map<String, String> env) {
    return TerminalStyle.of(terminal, color, env);
  }

  @Test
  void aTerminalShowsTextInColors() {
    assertThat(style(true, "auto", Map.of())).isEqualTo(new TerminalStyle(true, COLOR));
    assertThat(style(true, "auto", Map.of("NO_COLOR", "")))
        .isEqualTo(new TerminalStyle(true, COLOR));
  }

  @Test
  void noColorRemovesTheColorsOnly() {
    assertThat(style(true, "auto", NO_COLOR)).isEqualTo(new TerminalStyle(true, PLAIN));
  }

  @Test
  void theCommandLineOverridesTheEnvironment() {
    assertThat(style(true, "never", Map.of())).isEqualTo(new TerminalStyle(true, PLAIN));
    assertThat(style(false, "always", NO_COLOR)).isEqualTo(new TerminalStyle(true, COLOR));
  }

  @Test
  void otherOutputIsForPrograms() {
    assertThat(style(false, "auto", Map.of())).isEqualTo(new TerminalStyle(false, PLAIN));
    assertThat(style(false, "auto", Map.of()).logs().readable()).isFalse();
  }
}
