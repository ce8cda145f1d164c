package io.kubeless.runtime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The three metrics of every Kubeless runtime, and additional ones.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Text format 0.0.4</a>
 */
final class Metrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  // Any token may be a method, so unknown methods must not become labels of their own.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH");
  private static final double[] BUCKETS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180
  };
  private static final long[] BUCKET_NANOS = new long[BUCKETS.length];

  static {
    for (int i = 0; i < BUCKETS.length; i++) { // a stream would load classes at each start
      BUCKET_NANOS[i] = Math.round(BUCKETS[i] * 1e9);
    }
  }

  private final Map<String, Calls> byMethod = new ConcurrentSkipListMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private volatile @Nullable StartArchive archive;

  private static final class Calls {
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder[] buckets = new LongAdder[BUCKETS.length + 1];

    Calls() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    /** Returns the number of calls, which is the count of the histogram. */
    long calls() {
      long sum = 0;
      for (LongAdder bucket : buckets) {
        sum += bucket.sum();
      }
      return sum;
    }
  }

  /** Sets the use of the image's start-up archive. */
  void archive(StartArchive used) {
    archive = used;
  }

  void began() {
    inFlight.incrementAndGet();
  }

  /** Returns the upper bound of the first bucket of the histogram. */
  static long firstBucketNanos() {
    return BUCKET_NANOS[0];
  }

  /**
   * Counts answers to calls, whose thread may still be running.
   *
   * @param number of calls; if there are several, each has taken no longer than {@link
   *     #firstBucketNanos}
   * @param nanos of all of them together
   */
  void answered(String method, int number, long nanos, boolean failed) {
    Calls calls =
        byMethod.computeIfAbsent(METHODS.contains(method) ? method : "OTHER", key -> new Calls());
    calls.nanos.add(nanos);
    if (failed) {
      calls.failures.add(number);
    }
    int bucket = 0;
    while (number == 1 && bucket < BUCKETS.length && nanos > BUCKET_NANOS[bucket]) {
      bucket++;
    }
    calls.buckets[bucket].add(number);
  }

  /** Removes a call from those in flight. */
  void ended() {
    inFlight.decrementAndGet();
  }

  void rejected() {
    rejected.increment();
  }

  void timedOut() {
    timeouts.increment();
  }

  /** Returns the number of calls in flight. */
  int inFlight() {
    return inFlight.get();
  }

  String exposition(int stuck) {
    StringBuilder text = new StringBuilder(2048);
    type(text, "function_calls_total", "Calls of the function.", "counter");
    byMethod.forEach((method, c) -> sample(text, "function_calls_total", method, c.calls()));
    type(text, "function_failures_total", "Calls that ended in a failure.", "counter");
    byMethod.forEach(
        (method, c) -> sample(text, "function_failures_total", method, c.failures.sum()));
    type(text, "function_duration_seconds", "Duration of calls.", "histogram");
    byMethod.forEach((method, calls) -> histogram(text, method, calls));
    single(text, "function_in_flight", "Calls in flight.", "gauge", inFlight.get());
    single(text, "function_rejected_total", "Requests over the limit.", "counter", rejected.sum());
    single(text, "function_timeouts_total", "Calls that timed out.", "counter", timeouts.sum());
    single(text, "function_stuck", "Calls that still run after their timeout.", "gauge", stuck);
    Runtime jvm = Runtime.getRuntime();
    single(
        text, "jvm_memory_used_bytes", "Used heap.", "gauge", jvm.totalMemory() - jvm.freeMemory());
    single(text, "jvm_memory_max_bytes", "Largest heap.", "gauge", jvm.maxMemory());
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(
            time ->
                type(text, "process_cpu_seconds_total", "CPU time of the process.", "counter")
                    .append("process_cpu_seconds_total ")
                    .append(time.toMillis() / 1e3)
                    .append('\n'));
    StartArchive used = archive;
    if (used != null) {
      used.expose(text);
    }
    return text.toString();
  }

  /** Returns the totals of all methods, for a process whose metrics are not scraped. */
  Map<String, Object> totals() {
    long calls = 0;
    long failures = 0;
    long nanos = 0;
    for (Calls each : byMethod.values()) {
      calls += each.calls();
      failures += each.failures.sum();
      nanos += each.nanos.sum();
    }
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("function_calls_total", calls);
    totals.put("function_failures_total", failures);
    totals.put("function_duration_seconds", nanos / 1e9);
    totals.put("function_timeouts_total", timeouts.sum());
    totals.put("function_in_flight", inFlight.get());
    return totals;
  }

  /** Begins a family of samples. */
  static StringBuilder type(StringBuilder text, String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    return text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder text, String name, String method, long value) {
    text.append(name).append("{method=\"").append(method).append("\"} ").append(value).append('\n');
  }

  private static void single(
      StringBuilder text, String name, String help, String type, long value) {
    type(text, name, help, type);
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void histogram(StringBuilder text, String method, Calls calls) {
    String name = "function_duration_seconds";
    long sum = 0;
    for (int i = 0; i <= BUCKETS.length; i++) {
      sum += calls.buckets[i].sum();
      String bound = i == BUCKETS.length ? "+Inf" : number(BUCKETS[i]);
      text.append(name).append("_bucket{method=\"").append(method).append("\",le=\"");
      text.append(bound).append("\"} ").append(sum).append('\n');
    }
    text.append(name).append("_sum{method=\"").append(method).append("\"} ");
    text.append(String.format(Locale.ROOT, "%.9f", calls.nanos.sum() / 1e9)).append('\n');
    text.append(name).append("_count{method=\"").append(method).append("\"} ");
    text.append(sum).append('\n');
  }

  private static String number(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
