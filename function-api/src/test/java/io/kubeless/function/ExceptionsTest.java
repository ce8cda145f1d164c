package io.kubeless.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExceptionsTest {

  @Test
  void anHttpExceptionKeepsItsStatusAndItsMessage() {
    HttpException refused = new HttpException(422, "quantity must be 1 or more");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused).hasMessage("quantity must be 1 or more");
    assertThatThrownBy(() -> new HttpException(600, ""))
        .hasMessage("status must be 400 to 599: 600");
  }

  @Test
  void aRetryableExceptionKeepsItsTimeAndItsCause() {
    IOException cause = new IOException("down");
    RetryableException later = new RetryableException("db", Duration.ofSeconds(3), cause);

    assertThat(later.after()).isEqualTo(Duration.ofSeconds(3));
    assertThat(later).hasMessage("db").hasCause(cause);
    assertThatThrownBy(() -> new RetryableException("db", Duration.ofSeconds(-1), cause))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("after must not be negative: PT-1S");
  }
}
