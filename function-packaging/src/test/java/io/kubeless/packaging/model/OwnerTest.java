package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerTest {
  @ParameterizedTest
  @ValueSource(strings = {"com.acme:shop", "team-a/functions.acme.com/hello", "7"})
  void anOwnerMayHaveAnyName(String name) {
    assertThat(new Owner(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a,b", "a b", "a\n"})
  void aNameThatCannotBeRecordedInAListIsRefused(String name) {
    assertThatThrownBy(() -> new Owner(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
