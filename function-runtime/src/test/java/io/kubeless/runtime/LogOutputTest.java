package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LogOutputTest {
  private static final int LINES = 20_000;

  /** Counts writes, the first of which waits until the test continues. */
  private static final class Slow extends OutputStream {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final AtomicInteger writes = new AtomicInteger();
    final CountDownLatch go;

    Slow(CountDownLatch go) {
      this.go = go;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      writes.incrementAndGet();
      synchronized (written) {
        written.write(bytes, offset, length);
      }
    }

    String text() {
      synchronized (written) {
        return written.toString(StandardCharsets.UTF_8);
      }
    }
  }

  private static void write(LogOutput output, byte[] line, boolean urgent) {
    output.write(line, line.length, urgent);
  }

  private static byte[] line(int number) {
    return (number + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String lines(int number) {
    return IntStream.range(0, number).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  @Test
  void linesThatFollowEachOtherQuicklyShareAFewWritesAndKeepTheirOrder() {
    Slow stream = new Slow(new CountDownLatch(0));
    LogOutput output = new LogOutput(new PrintStream(stream));
    for (int i = 0; i < LINES; i++) {
      write(output, line(i), i % 1000 == 999);
    }
    output.close();
    assertThat(stream.text()).isEqualTo(lines(LINES));
    assertThat(stream.writes.get()).isLessThan(LINES / 20);
  }

  @Test
  void aLineAfterAPauseAndAnUrgentOneAreWrittenAtOnce() {
    Slow stream = new Slow(new CountDownLatch(0));
    LogOutput output = new LogOutput(new PrintStream(stream));
    write(output, line(0), false);
    assertThat(stream.text()).isEqualTo(lines(1));
    write(output, line(1), false);
    write(output, line(2), true);
    assertThat(stream.text()).isEqualTo(lines(3));
  }

  @Test
  void aLineIsWrittenSoonAlthoughNoOtherFollows() throws Exception {
    Slow stream = new Slow(new CountDownLatch(0));
    LogOutput output = new LogOutput(new PrintStream(stream));
    write(output, line(0), false);
    write(output, line(1), false);
    while (!stream.text().equals(lines(2))) {
      Thread.sleep(1);
    }
  }

  @Test
  void linesWaitForASlowStreamAndNoneIsLost() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Slow stream = new Slow(go);
    LogOutput output = new LogOutput(new PrintStream(stream));
    AtomicInteger added = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < LINES; i++) {
                  write(output, line(i), false);
                  added.incrementAndGet();
                }
              });
      writers.add(writer);
      writer.start();
    }
    int before = -1;
    while (added.get() != before) { // until the writers wait
      before = added.get();
      Thread.sleep(200);
    }
    assertThat(before).isLessThan(4 * LINES);
    go.countDown();
    for (Thread writer : writers) {
      writer.join();
    }
    output.close();
    assertThat(stream.text().lines().count()).isEqualTo(4L * LINES);
  }

  @Test
  void linesThatWaitWhenTheProcessEndsAreWrittenBeforeTheirWritersContinue() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Slow stream = new Slow(go);
    LogOutput output = new LogOutput(new PrintStream(stream));
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < LINES; i++) {
                  write(output, line(i), false);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread each : threads) {
      while (each.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
    Thread end = new Thread(output::close);
    end.start();
    threads.add(end);
    while (end.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    go.countDown();
    for (Thread each : threads) {
      each.join();
    }
    assertThat(stream.text().lines().count()).isEqualTo(4L * LINES);
  }

  /** Logs, and ends as the argument requires. */
  static final class Ending {
    private Ending() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < LINES; i++) {
        JsonLog.process().info("ending", "line " + i);
      }
      if (arguments[0].equals("exit")) {
        System.exit(0);
      }
      if (arguments[0].equals("halt")) {
        JsonLog.process().close();
        JsonLog.process().info("ending", "after the end");
        Runtime.getRuntime().halt(0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit", "halt"})
  void noLineIsLostWhenTheProcessEnds(String end) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Ending.class.getName(),
                end)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      long lines = reader.lines().count();
      assertThat(lines).isEqualTo(end.equals("halt") ? LINES + 1 : LINES);
    }
    assertThat(process.waitFor()).isZero();
  }
}
