package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTest {

  @ParameterizedTest
  @CsvSource({
    "registry.acme.com/team/hello:1.0, registry.acme.com, registry.acme.com/team/hello",
    "localhost/hello:1, localhost, localhost/hello",
    "localhost:5000/hello, localhost:5000, localhost:5000/hello",
    "[::1]:5000/hello:1, [::1]:5000, [::1]:5000/hello"
  })
  void anImagesNameBeginsWithItsRegistry(String name, String registry, String repository) {
    Image image = new Image(name, Optional.empty(), "linked-jre", List.of("amd64"));
    assertThat(image.registry()).contains(registry);
    assertThat(image.repository()).isEqualTo(repository);
    assertThat(image.reference()).isEqualTo(name);
    assertThat(image.withDigest("sha256:1").reference()).isEqualTo(repository + "@sha256:1");
  }

  @Test
  void aNameWithoutADotOrAColonInItsFirstPartHasNoRegistry() {
    assertThat(new Image("team/hello:1", Optional.empty(), "", List.of()).registry()).isEmpty();
    assertThat(new Image("hello:1", Optional.empty(), "", List.of()).registry()).isEmpty();
  }
}
