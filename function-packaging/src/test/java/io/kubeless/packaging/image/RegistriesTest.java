package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistriesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "registry.localhost:5000",
        "127.0.0.1",
        "127.0.0.1:5000",
        "[::1]:5000",
        "[::1]"
      })
  void thisMachinesRegistriesMaySpeakPlainHttpUnasked(String host) {
    assertThat(new Registries(false, any -> Optional.empty()).mayBePlain(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.acme.com",
        "127.0.0.2:5000",
        "localhost.acme.com",
        "10.0.0.1:5000",
        "[::2]:5000"
      })
  void othersMayOnlyWhenAllowed(String host) {
    assertThat(new Registries(false, any -> Optional.empty()).mayBePlain(host)).isFalse();
    assertThat(new Registries(true, any -> Optional.empty()).mayBePlain(host)).isTrue();
  }
}
