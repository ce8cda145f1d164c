package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartArchiveTest {
  private static final String MAPS =
      "7f00-7f10 r--p 00000000 00:2f 17   /opt/java/lib/libjava.so\n";
  @TempDir Path directory;
  private Path archive;
  private Path cpuInfo;

  @BeforeEach
  void create() throws IOException {
    archive = Files.writeString(directory.resolve("app.aot"), "archive");
    cpuInfo =
        Files.writeString(directory.resolve("cpuinfo"), "model : x\nflags\t\t: fpu avx2 sse\n");
  }

  private StartArchive find(String maps, Map<String, String> environment, String cpu) {
    return StartArchive.find(archive, maps, environment, cpu, cpuInfo);
  }

  private static String mapped() {
    return MAPS + "7f20-7f30 rw-p 00001000 00:2f 18   /function/app.aot\n";
  }

  @Test
  void anArchiveThatIsMappedIsUsed() {
    assertThat(find(mapped(), Map.of("JAVA_TOOL_OPTIONS", "-Da=b"), ""))
        .isEqualTo(new StartArchive(StartArchive.State.USED, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-javaagent:/agent/agent.jar=all",
        "-agentlib:jdwp=transport=dt_socket",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "-XX:StartFlightRecording:filename=x.jfr",
        "-Dcom.sun.management.jmxremote.port=9010",
        "-XX:+UseZGC",
        "-XX:-UseCompressedOops"
      })
  void anOptionThatRejectsTheArchiveIsNamed(String option) {
    assertThat(find(MAPS, Map.of("JAVA_TOOL_OPTIONS", "-Da=b " + option), "").reason())
        .isEqualTo("JAVA_TOOL_OPTIONS contains " + option);
    assertThat(find(MAPS, Map.of("JDK_JAVA_OPTIONS", option), "").state())
        .isEqualTo(StartArchive.State.REJECTED);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(archive);
    assertThat(find(MAPS, Map.of(), "").reason()).isEqualTo(archive + " is missing");
  }

  @Test
  void machineCodeForAnotherProcessorIsNotUsed() throws IOException {
    String here = ProcessorClass.of(cpuInfo);
    assertThat(find(mapped(), Map.of(), here).state()).isEqualTo(StartArchive.State.USED);
    Files.writeString(cpuInfo, "flags\t\t: sse fpu avx2\n"); // the order does not matter
    assertThat(find(mapped(), Map.of(), here).state()).isEqualTo(StartArchive.State.USED);
    Files.writeString(cpuInfo, "flags\t\t: fpu sse\n");
    assertThat(find(mapped(), Map.of(), here).state()).isEqualTo(StartArchive.State.PARTIAL);
  }

  @Test
  void theMetricHasOneSampleForEachState() {
    StringBuilder text = new StringBuilder();
    new StartArchive(StartArchive.State.REJECTED, "a").expose(text);
    assertThat(text)
        .hasToString(
            """
            # HELP function_start_archive Use of the start-up archive.
            # TYPE function_start_archive gauge
            function_start_archive{state="used"} 0
            function_start_archive{state="partial"} 0
            function_start_archive{state="rejected"} 1
            """);
  }
}
