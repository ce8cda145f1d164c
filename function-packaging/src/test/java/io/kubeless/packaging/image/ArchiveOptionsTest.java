package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveOptionsTest {
  private static final String GUARD = "-XX:-AOTAdapterCaching";

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.1", "25.0.4", "26", "26.0.2"})
  void aCacheWhoseMachineCodeIsNotCheckedContainsNone(String version) {
    ArchiveOptions options = new ArchiveOptions(version);
    assertThat(options.run("1234")).contains("-XX:+UnlockDiagnosticVMOptions", GUARD);
    assertThat(options.machineCode()).isFalse();
    assertThat(String.join(" ", options.run("1234"))).doesNotContain("1234");
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.5", "25.1", "27", "27.0.1"})
  void theProcessorBelongsToACacheWithMachineCode(String version) {
    ArchiveOptions options = new ArchiveOptions(version);
    assertThat(options.run("1234"))
        .doesNotContain(GUARD)
        .contains("-Dio.kubeless.archive.cpu=1234");
    assertThat(options.machineCode()).isTrue();
  }

  @Test
  void theOptionsForRunningAreThoseForTrainingAndTheFile() {
    assertThat(new ArchiveOptions("25.0.3").run(""))
        .containsExactly(
            "-XX:+UnlockDiagnosticVMOptions",
            GUARD,
            "-Xlog:aot*=off,cds*=off",
            "-Dio.kubeless.archive=app.aot",
            "-XX:AOTCache=app.aot",
            "-XX:AOTMode=auto");
    assertThat(new ArchiveOptions("17.0.15").run(""))
        .containsExactly(
            "-Xlog:cds*=off",
            "-Dio.kubeless.archive=app.jsa",
            "-XX:SharedArchiveFile=app.jsa",
            "-Xshare:auto");
    for (String version : List.of("17.0.1", "21", "24", "25.0.3", "25.0.5", "27")) {
      ArchiveOptions options = new ArchiveOptions(version);
      List<String> run = options.run("1");
      List<String> training = options.training("1");
      assertThat(run.subList(0, training.size())).isEqualTo(training);
    }
  }
}
