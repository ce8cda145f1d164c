package io.kubeless.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the events of a process, and writes what they cost to the file {@code result} when the
 * last one has come: {@code <events> <nanoseconds> <nanoseconds of CPU time> <median latency in ns>
 * <p99 in ns>}. The first {@link #WARM_UP} events are not measured.
 *
 * <p>Each event takes the same path, and another thread takes the time. Otherwise the first event
 * that is measured would be the first one of a branch, and all code that is compiled together with
 * it would be compiled again while it is measured.
 */
final class EventMeter {
  static final String EVENTS = "BENCHMARK_EVENTS";
  static final String WARM_UP = "BENCHMARK_WARM_UP";
  static final Path RESULT = Path.of("result");

  private final AtomicInteger count = new AtomicInteger();
  private final int events = Integer.parseInt(System.getenv(EVENTS));
  private final int warmUp = Integer.parseInt(System.getenv(WARM_UP));
  private final long[] latencies = new long[events];

  EventMeter() {
    Thread thread = new Thread(this::measure, "meter");
    thread.setDaemon(true);
    thread.start();
  }

  /** Counts an event, whose value begins with the value of {@code System.nanoTime()} at its sending. */
  void event(byte[] value) {
    int number = count.getAndIncrement();
    if (number < events) {
      latencies[number] = System.nanoTime() - ByteBuffer.wrap(value).getLong();
    }
  }

  private void measure() {
    try {
      int first = await(warmUp);
      long startNanos = System.nanoTime();
      long startCpuNanos = cpuNanos();
      int measured = await(events) - first;
      long nanos = System.nanoTime() - startNanos;
      long cpuNanos = cpuNanos() - startCpuNanos;
      Thread.sleep(100); // the latency of the last event is noted after it is counted
      write(first, measured, nanos, cpuNanos);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a number of events, and returns their number, which may be higher. */
  private int await(int number) throws InterruptedException {
    while (count.get() < number) {
      Thread.sleep(1);
    }
    return count.get();
  }

  private void write(int first, int measured, long nanos, long cpuNanos) throws IOException {
    long[] sorted = Arrays.copyOfRange(latencies, first, events);
    Arrays.sort(sorted);
    Path part = Path.of("result.part");
    Files.writeString(
        part,
        measured
            + " "
            + nanos
            + " "
            + cpuNanos
            + " "
            + sorted[sorted.length / 2]
            + " "
            + sorted[(int) (sorted.length * 0.99)]);
    Files.move(part, RESULT, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
