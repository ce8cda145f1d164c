package io.kubeless.packaging.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static final String CALL =
      "{\"time\":\"2026-11-27T10:00:01.250Z\",\"level\":\"INFO\",\"logger\":\"access\","
          + "\"message\":\"GET 200\",\"event\":\"7\",\"trace\":\"af\",\"function\":\"hello\","
          + "\"path\":\"/\",\"status\":200,\"millis\":1.5}";
  private static final String FAILURE =
      "{\"time\":\"2026-11-27T10:00:01.250Z\",\"level\":\"ERROR\",\"logger\":\"hello\","
          + "\"message\":\"no order\",\"stack\":\"java.io.IOException: no\\n\\tat a.B.c(B.java:7)\\n"
          + "Caused by: x.Y\\n\\tat a.B.d(B.java:9)\\n\"}";

  private static final LogFormat TEXT = LogFormat.text(Style.PLAIN, ZoneOffset.ofHours(2));

  @Test
  void aLineOfTheRuntimeHasTimeLevelLoggerMessageAndFields() {
    assertThat(TEXT.of(CALL))
        .isEqualTo("12:00:01.250 INFO    access: GET 200  path=/  status=200  millis=1.5");
  }

  @Test
  void aStackTraceFollowsItsMessage() {
    assertThat(TEXT.of(FAILURE))
        .isEqualTo(
            """
            12:00:01.250 ERROR   hello: no order
            java.io.IOException: no
            \tat a.B.c(B.java:7)
            Caused by: x.Y
            \tat a.B.d(B.java:9)""");
  }

  @Test
  void colorsShowLevelsAndExceptions() {
    assertThat(LogFormat.text(Style.COLOR, ZoneOffset.UTC).of(FAILURE).replace("\u001b", "^"))
        .isEqualTo(
            """
            ^[2m10:00:01.250^[0m ^[1;31mERROR^[0m   ^[2mhello:^[0m no order
            ^[31mjava.io.IOException: no^[0m
            ^[2m\tat a.B.c(B.java:7)^[0m
            ^[31mCaused by: x.Y^[0m
            ^[2m\tat a.B.d(B.java:9)^[0m""");
  }

  @Test
  void aLineThatIsNotOfTheRuntimeKeepsItsText() {
    for (String line : new String[] {"", "hello", "{not json", "{\"level\":\"INFO\"}", "{}"}) {
      assertThat(TEXT.of(line)).isEqualTo(line);
    }
  }

  @Test
  void aLineCannotControlTheTerminal() {
    assertThat(TEXT.of("a\u001b]0;title\u0007b\u009bc\td"))
        .isEqualTo("a\\u001b]0;title\\u0007b\\u009bc\td");
    assertThat(
            TEXT.of(
                "{\"time\":\"now\",\"level\":\"INFO\",\"message\":\"\\u001b[2J\",\"a\":\"\\u001b\"}"))
        .isEqualTo("now INFO    \\u001b[2J  a=\\u001b");
  }

  @Test
  void jsonStaysAsItIs() {
    assertThat(LogFormat.json().of(CALL)).isEqualTo(CALL);
    assertThat(LogFormat.json().of("\u001b[31mred")).isEqualTo("\u001b[31mred");
  }
}
