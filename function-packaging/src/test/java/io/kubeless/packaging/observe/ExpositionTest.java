package io.kubeless.packaging.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final Exposition METRICS =
      Exposition.of(
          """
          # HELP function_calls_total Calls of the function.
          # TYPE function_calls_total counter
          function_calls_total{method="GET"} 2
          function_calls_total{method="POST"} 8
          function_duration_seconds_bucket{method="GET",le="0.1"} 2
          function_duration_seconds_bucket{method="GET",le="1"} 2
          function_duration_seconds_bucket{method="GET",le="+Inf"} 2
          function_duration_seconds_bucket{method="POST",le="0.1"} 2
          function_duration_seconds_bucket{method="POST",le="1"} 8
          function_duration_seconds_bucket{method="POST",le="+Inf"} 8
          function_duration_seconds_sum{method="GET"} 0.1
          function_duration_seconds_sum{method="POST"} 3.9
          function_duration_seconds_count{method="GET"} 2
          function_duration_seconds_count{method="POST"} 8
          jvm_memory_used_bytes 1048576
          not a sample
          """);

  @Test
  void samplesOfAllMethodsAreAdded() {
    assertThat(METRICS.sum("function_calls_total")).hasValue(10);
    assertThat(METRICS.sum("jvm_memory_used_bytes")).hasValue(1048576);
    assertThat(METRICS.sum("function_failures_total")).isEmpty();
    assertThat(METRICS.mean("function_duration_seconds")).hasValue(0.4);
  }

  @Test
  void aQuantileIsInterpolatedInItsBucket() {
    assertThat(METRICS.quantile("function_duration_seconds", 0.2)).hasValue(0.05);
    assertThat(METRICS.quantile("function_duration_seconds", 0.4)).hasValue(0.1);
    assertThat(METRICS.quantile("function_duration_seconds", 0.7)).hasValue(0.55);
  }

  @Test
  void aValueBeyondTheLastBoundIsReportedAsTheLastBound() {
    Exposition slow =
        Exposition.of("d_bucket{le=\"1\"} 1\nd_bucket{le=\"+Inf\"} 4\nd_sum 9\nd_count 4\n");
    assertThat(slow.quantile("d", 0.99)).hasValue(1);
  }

  @Test
  void withoutCallsThereIsNoLatency() {
    Exposition unused = Exposition.of("d_bucket{le=\"+Inf\"} 0\nd_sum 0\nd_count 0\n");
    assertThat(unused.quantile("d", 0.99)).isEmpty();
    assertThat(unused.mean("d")).isEmpty();
    assertThat(Exposition.of("").quantile("d", 0.5)).isEmpty();
  }
}
