package io.kubeless.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final Measurement START =
      new Measurement(1, "kubeless", "1 CPU", "start", "ms", 53.5);

  @Test
  void whatIsAddedIsRead(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("results/start.csv");
    Map<String, String> comments = Machine.comments("kubeless 1.0.0", "benchmarks/run --start 9");
    Results.create(file, comments);
    Results.add(file, START);
    Results results = Results.read(file);
    assertThat(results.measurements()).containsExactly(START);
    assertThat(results.comments())
        .isEqualTo(comments)
        .containsOnlyKeys("date", "machine", "versions", "command");
  }

  @Test
  void aNameContainsNoSeparator() {
    assertThatThrownBy(() -> new Measurement(1, "a, b", "", "start", "ms", 1))
        .hasMessageContaining("a, b");
  }

  @Test
  void aLineHasSixColumns() {
    assertThatThrownBy(() -> Measurement.parse("1,kubeless,start,53"))
        .hasMessage("not six columns: 1,kubeless,start,53");
  }

  @Test
  void aMeasurementThatIsRepeatedInARoundCountsWithItsMedian() {
    Sample sample =
        Sample.of(List.of(of(1, 10), of(1, 30), of(1, 11), of(2, 20), of(3, 40), of(4, 50)));
    assertThat(sample.median()).isEqualTo(30);
    assertThat(sample.text()).isEqualTo("30.0 (11.0–50.0)");
  }

  @Test
  void aRatioComparesTheSameRounds() {
    Sample ours = Sample.of(List.of(of(1, 10), of(2, 20), of(3, 90)));
    Sample theirs = Sample.of(List.of(of(1, 20), of(2, 80), of(3, 100), of(4, 1)));
    assertThat(ours.over(theirs).text()).isEqualTo("0.50 (0.25–0.90)");
  }

  private static Measurement of(int round, double value) {
    return new Measurement(round, "kubeless", "", "start", "ms", value);
  }
}
