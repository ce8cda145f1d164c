package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "128Mi, 134217728",
    "1.5Gi, 1610612736",
    "1e3, 1000",
    "1E, 1000000000000000000",
    "100m, 1",
    "0, 0",
    ".5k, 500",
    "2., 2",
    "12E-1, 2",
    "3k, 3000",
    "2Ki, 2048",
    "7Ei, 8070450532247928832",
    "4000001n, 1",
    "999999999999999999, 999999999999999999",
    "9223372036854775807, 9223372036854775807"
  })
  void anAmountIsReadAsKubernetesReadsItAndRoundedUp(String text, long bytes) {
    assertThat(Quantity.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "256MB",
        "1 Gi",
        "-1",
        "Mi",
        "1mi",
        "0x10",
        "1e",
        ".",
        "1.2.3",
        "e3",
        "+1",
        "1e999999999",
        "1d",
        "1mk",
        "1ii",
        "1i",
        "NaN"
      })
  void aTextThatIsNotAQuantityIsRefused(String text) {
    assertThatThrownBy(() -> Quantity.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a quantity: " + text);
  }

  @Test
  void anAmountBeyondEveryMemoryIsRefused() {
    assertThatThrownBy(() -> Quantity.bytes("8Ei")).hasMessage("not a quantity: 8Ei");
    assertThatThrownBy(() -> Quantity.bytes("9223372036854775808"))
        .hasMessage("not a quantity: 9223372036854775808");
  }
}
