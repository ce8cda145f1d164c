package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownLinesTest {
  private int parsed;

  private final KnownLines<String> lines =
      new KnownLines<>() {
        @Override
        String parse(String line) throws RefusedRequest {
          parsed++;
          if (line.contains("bad")) {
            throw new RefusedRequest(400, line);
          }
          return line;
        }

        @Override
        boolean lasts(String line) {
          return !line.startsWith("secret");
        }
      };

  @Test
  void aLineIsParsedTwiceAndThenKnown() throws RefusedRequest {
    for (int i = 0; i < 10; i++) {
      assertThat(parse("host: localhost")).isEqualTo("host: localhost");
    }
    assertThat(parsed).isEqualTo(2);
  }

  @Test
  void aLineThatMustNotLastIsParsedEachTime() throws RefusedRequest {
    for (int i = 0; i < 10; i++) {
      assertThat(parse("secret: 1")).isEqualTo("secret: 1");
    }
    assertThat(parsed).isEqualTo(10);
  }

  @Test
  void anInvalidLineIsRefusedEachTime() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> parse("bad")).isInstanceOf(RefusedRequest.class);
    }
    assertThat(parsed).isEqualTo(3);
  }

  @Test
  void linesOfTheSameSlotAreNotConfused() throws RefusedRequest {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      String line = "x".repeat(random.nextInt(20)) + random.nextInt(300) + ": y";
      assertThat(parse(line)).isEqualTo(line);
    }
    assertThat(parsed).isLessThan(200_000);
  }

  @Test
  void aLineThatIsParsedAgainDoesNotBecomeKnown() throws RefusedRequest {
    byte[] line = "traceparent: 1".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 3; i++) {
      lines.parse(line, 0, line.length, false);
    }
    parse("traceparent: 1");
    assertThat(parsed).isEqualTo(4);
  }

  @Test
  void aLongLineIsParsedEachTime() throws RefusedRequest {
    String line = "x".repeat(300);
    for (int i = 0; i < 3; i++) {
      assertThat(parse(line)).isEqualTo(line);
    }
    assertThat(parsed).isEqualTo(3);
  }

  private String parse(String line) throws RefusedRequest {
    byte[] buffer = ("before" + line + "after").getBytes(StandardCharsets.ISO_8859_1);
    return lines.parse(buffer, "before".length(), line.length(), true);
  }
}
