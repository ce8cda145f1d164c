package io.kubeless.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Path FILES = Path.of("src/test/resources");

  @Test
  void aTableHasMediansAndTheRatiosOfEachRound() throws IOException {
    Report report = report(Files.readString(FILES.resolve("before.md")));
    compare("after.md", report.text());
  }

  @Test
  void aPlotHasABarForEachSubject() throws IOException {
    Report report = report(Files.readString(FILES.resolve("before.md")));
    assertThat(report.pictures()).containsOnlyKeys("pictures/start-small.svg");
    compare("start-small.svg", report.pictures().get("pictures/start-small.svg"));
  }

  @Test
  void aFilledDocumentStaysTheSame() throws IOException {
    String filled = Files.readString(FILES.resolve("after.md"));
    assertThat(report(filled).text()).isEqualTo(filled);
  }

  @Test
  void aMarkerCannotSelectWhatWasNotMeasured() {
    assertThatThrownBy(() -> report("<!-- table: start; measure=stop -->\n<!-- end -->\n"))
        .hasMessage("no measure 'stop' in start.csv, but [start, resident]");
    assertThatThrownBy(
            () -> report("<!-- table: start; measure=start; ours=us -->\n<!-- end -->\n"))
        .hasMessage("no subject 'us' in start.csv");
  }

  @Test
  void aTableShowsOneValueOfItsThirdDimension() {
    assertThatThrownBy(() -> report("<!-- table: start -->\n<!-- end -->\n"))
        .hasMessageStartingWith("select one measure of [start, resident]");
  }

  @Test
  void whatIsNotMeasuredYetStays() throws IOException {
    String document = "<!-- table: later; measure=start -->\nBy hand.\n<!-- end -->\n";
    assertThat(report(document).text()).isEqualTo(document);
  }

  @Test
  void aMarkerNeedsAnEnd() {
    assertThatThrownBy(() -> report("<!-- table: start; measure=start -->\nThe rest.\n"))
        .hasMessageStartingWith("no <!-- end --> after");
  }

  @Test
  void thePageOnPerformanceContainsTheCommittedResults() throws IOException {
    Path docs = Path.of("..", "..", "docs");
    String page = Files.readString(docs.resolve("performance.md"));
    Report report = Report.of(page, Path.of("..", "results"));
    assertThat(page).as("run benchmarks/run --report").isEqualTo(report.text());
    for (Map.Entry<String, String> picture : report.pictures().entrySet()) {
      assertThat(docs.resolve(picture.getKey())).hasContent(picture.getValue());
    }
  }

  private static Report report(String document) throws IOException {
    return Report.of(document, FILES);
  }

  private static void compare(String file, String actual) throws IOException {
    if (System.getProperty("golden.write") != null) {
      Files.writeString(FILES.resolve(file), actual);
    }
    assertThat(actual).isEqualTo(Files.readString(FILES.resolve(file)));
  }
}
