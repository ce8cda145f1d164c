package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {

  @Test
  void anOriginIsWrittenAsFarAsItIsKnown() {
    assertThat(new Origin("function.yaml", 3, 9)).hasToString("function.yaml:3:9");
    assertThat(new Origin("pom.xml", 31, 0)).hasToString("pom.xml:31");
    assertThat(Origin.of("default")).hasToString("default");
  }
}
