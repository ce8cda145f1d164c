package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FunctionLoggerTest {

  private static String logged(String format, Object... parameters) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new FunctionLogger("f", new JsonLog(new PrintStream(out)))
        .log(System.Logger.Level.INFO, format, parameters);
    return out.toString(StandardCharsets.UTF_8)
        .replaceFirst(".*\"message\":\"", "")
        .replaceFirst("\"}\n$", "");
  }

  @Test
  void anInvalidFormatIsLoggedUnchanged() {
    assertThat(logged("got {0}", "x")).isEqualTo("got x");
    assertThat(logged("got {name}", "x")).isEqualTo("got {name}");
    assertThat(logged("got {0", "x")).isEqualTo("got {0");
    assertThat(logged("got {0,thing}", "x")).isEqualTo("got {0,thing}");
    assertThat(logged("it's a map: {}", "x")).isEqualTo("it's a map: {}");
  }

  @Test
  void aParameterThatCannotBePrintedDoesNotFailTheCall() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    assertThat(logged("got {0}", broken)).isEqualTo("got {0}");
  }
}
