package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerConfigsTest {

  @Test
  void theFilesOfTheEnvironmentComeBeforeThoseOfTheHome() {
    Map<String, String> environment =
        Map.of("DOCKER_CONFIG", "/d", "XDG_RUNTIME_DIR", "/r", "XDG_CONFIG_HOME", "/c");
    assertThat(DockerConfigs.of(environment, "/home/duke"))
        .map(Object::toString)
        .containsExactly(
            "/d/config.json",
            "/r/containers/auth.json",
            "/c/containers/auth.json",
            "/home/duke/.config/containers/auth.json",
            "/home/duke/.docker/config.json");
    assertThat(DockerConfigs.of(Map.of("DOCKER_CONFIG", ""), "/home/duke")).hasSize(2);
  }
}
