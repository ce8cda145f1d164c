package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KEYS = List.of("memory", "timeout", "imagePullSecrets", "cpu");

  @ParameterizedTest
  @CsvSource({
    "memry, memory",
    "MEMORY, memory",
    "mmrx, ''",
    "cup, cpu",
    "gpu, cpu",
    "cores, ''",
    "imagePullSecrts, imagePullSecrets",
    "imgPullSecret, imagePullSecrets",
    "pullSecrets, ''"
  })
  void theNearestIsTwoEditsAwayAtMostOrAThirdOfALongerName(String name, String nearest) {
    assertThat(Nearest.of(name, KEYS).orElse("")).isEqualTo(nearest);
  }

  @ParameterizedTest
  @CsvSource({"b, a", "ab, a"})
  void amongEquallyNearOnesTheFirstInOrderIsTaken(String name, String nearest) {
    assertThat(Nearest.of(name, List.of("c", "a")).orElse("")).isEqualTo(nearest);
  }
}
