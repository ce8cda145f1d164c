package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void anEmptyEnvironmentHasTheDefaultsOfTheContract() throws Exception {
    assertThat(Settings.from(Map.of()))
        .isEqualTo(
            new Settings(
                "function",
                8080,
                8081,
                false,
                false,
                Duration.ofSeconds(180),
                Duration.ofSeconds(5),
                1000,
                6 * 1024 * 1024,
                "java" + Runtime.version().feature(),
                OptionalLong.empty(),
                List.of(),
                Path.of("/etc/kubeless/config"),
                Path.of("/etc/kubeless/secrets")));
  }

  @Test
  void allProblemsAreReportedTogether() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("FUNC_PORT", "http");
    environment.put("FUNC_TIMEOUT", "0");
    environment.put("FUNC_MEMORY_LIMIT", "256MB");
    environment.put("KUBELESS_CONCURRENCY", "-1");
    environment.put("KUBELESS_LOG_LEVEL", "debug");
    environment.put("KUBELESS_LOG_FORMAT", "xml");
    assertThatThrownBy(() -> Settings.from(environment))
        .hasMessage(
            "FUNC_PORT must be a whole number from 0 to 65535: http; "
                + "FUNC_TIMEOUT must be a whole number from 1 to 86400: 0; "
                + "KUBELESS_CONCURRENCY must be a whole number from 1 to 1000000: -1; "
                + "FUNC_MEMORY_LIMIT must be a quantity such as 256Mi: 256MB; "
                + "KUBELESS_LOG_LEVEL must be one of ALL, TRACE, DEBUG, INFO, WARNING, ERROR, OFF:"
                + " debug; "
                + "KUBELESS_LOG_FORMAT must be one of json, text: xml");
  }

  @Test
  void pathsAreSortedLongestFirstWithoutASlashAtTheirEnd() throws Exception {
    assertThat(Settings.from(Map.of("KUBELESS_HTTP_PATHS", "/a/,/,/a/b,")).httpPaths())
        .containsExactly("/a/b", "/a");
  }
}
