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
 */
final class EventMeter {
  static final String EVENTS = "BENCHMARK_EVENTS";
  static final String WARM_UP = "BENCHMARK_WARM_UP";
  static final Path RESULT = Path.of("result");

  private final AtomicInteger count = new AtomicInteger();
  private final int events = Integer.parseInt(System.getenv(EVENTS));
  private final int warmUp = Integer.parseInt(System.getenv(WARM_UP));
  private final long[] latencies = new long[events - warmUp];
  private volatile long startNanos;
  private volatile long startCpuNanos;

  /** Counts an event, whose value begins with the value of {@code System.nanoTime()} at its sending. */
  void event(byte[] value) throws IOException {
    int number = count.incrementAndGet();
    if (number == warmUp) {
      startNanos = System.nanoTime();
      startCpuNanos = cpuNanos();
    }
    if (number > warmUp && number <= events) {
      latencies[number - warmUp - 1] = System.nanoTime() - ByteBuffer.wrap(value).getLong();
    }
    if (number == events) {
      write();
    }
  }

  private void write() throws IOException {
    long cpuNanos = cpuNanos() - startCpuNanos;
    long nanos = System.nanoTime() - startNanos;
    long[] sorted = latencies.clone();
    Arrays.sort(sorted);
    Path part = Path.of("result.part");
    Files.writeString(
        part,
        sorted.length
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
