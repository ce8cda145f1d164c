package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLogTest {
  private static final int THREADS = 8;
  private static final int LINES = 100;
  private static final String LONG = "x".repeat(20_000);

  /** Writes lines longer than a pipe's buffer from many threads. */
  static final class Loud {
    private Loud() {}

    public static void main(String[] arguments) throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        boolean print = i == 0;
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 0; n < LINES; n++) {
                    if (print) {
                      System.out.println("printed");
                    } else {
                      JsonLog.process().info("loud", LONG);
                    }
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void linesOfSeveralThreadsAreNotMixedEvenIfTheyAreReadSlowly() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Loud.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line.replaceFirst("\"time\":\"[^\"]*\"", "").replace(LONG, "long"));
      }
    }
    assertThat(process.waitFor()).isZero();
    assertThat(lines).hasSize(THREADS * LINES);
    assertThat(lines)
        .containsOnly("printed", "{,\"level\":\"INFO\",\"logger\":\"loud\",\"message\":\"long\"}");
  }

  @Test
  void anExceptionThatCannotBePrintedIsNamed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JsonLog(new PrintStream(out)).failure("f", "the call failed", new Unprintable());
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"stack\":\"" + Unprintable.class.getName() + ", which");
  }

  @Test
  void anExceptionThatWritesALineItselfDoesNotSpoilTheLine() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLog log = new JsonLog(new PrintStream(out));
    Exception loud =
        new Exception() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            log.info("f", "inner");
            return "loud";
          }
        };
    log.failure("f", "outer", loud);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .extracting(line -> line.replaceFirst("^.*\"message\":\"(\\w+)\".*$", "$1"))
        .contains("inner", "outer")
        .hasSizeGreaterThan(1)
        .allMatch(word -> word.matches("inner|outer"));
  }

  @Test
  void aLineIsWrittenInUtf8AndEscapedAsJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JsonLog(new PrintStream(out)).info("f", "a\"b\n" + "é€\ud83d\ude00" + "x".repeat(40_000));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .endsWith(
            "\"logger\":\"f\",\"message\":\"a\\\"b\\né€\ud83d\ude00"
                + "x".repeat(40_000)
                + "\"}\n");
  }

  private static String written(System.Logger.Level level, boolean readable) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLog log = new JsonLog(new PrintStream(out), new LogSettings(level, readable, false));
    FunctionLogger logger = new FunctionLogger("hello", log);
    for (System.Logger.Level each : System.Logger.Level.values()) {
      logger.log(each, "a " + each);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesBelowTheLevelOfTheEnvironmentAreNotWritten() {
    assertThat(written(System.Logger.Level.WARNING, false).lines())
        .extracting(line -> line.replaceFirst(".*\"message\":\"", ""))
        .containsExactly("a WARNING\"}", "a ERROR\"}");
    assertThat(written(System.Logger.Level.DEBUG, false).lines()).hasSize(4);
    assertThat(written(System.Logger.Level.OFF, false)).isEmpty();
    assertThat(LogSettings.from(Map.of()))
        .isEqualTo(new LogSettings(System.Logger.Level.INFO, false, false));
    assertThat(
            LogSettings.from(Map.of("KUBELESS_LOG_LEVEL", "DEBUG", "KUBELESS_LOG_FORMAT", "text")))
        .isEqualTo(new LogSettings(System.Logger.Level.DEBUG, true, false));
  }

  @Test
  void aReadableLineIsNotJson() {
    assertThat(written(System.Logger.Level.INFO, true).replaceAll("\\d", "0"))
        .isEqualTo(
            """
            00:00:00.000 INFO    hello: a INFO
            00:00:00.000 WARNING hello: a WARNING
            00:00:00.000 ERROR   hello: a ERROR
            """);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLog log =
        new JsonLog(new PrintStream(out), new LogSettings(System.Logger.Level.INFO, true, false));
    log.write("INFO", "access", "POST 500", new IllegalStateException("boom"), Map.of("ms", 3));
    assertThat(out.toString(StandardCharsets.UTF_8).substring(12))
        .startsWith(
            " INFO    access: POST 500  ms=3\njava.lang.IllegalStateException: boom\n\tat ");
  }

  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }
}
