package io.kubeless.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseTest {

  @Test
  void aCopyWithAHeaderDoesNotChangeTheOriginal() {
    Response<String> plain = Response.of(201, "made");
    Response<String> located = plain.withHeader("Location", "/orders/7");

    assertThat(plain.headers()).isEmpty();
    assertThat(located.headers())
        .containsExactlyEntriesOf(java.util.Map.of("Location", List.of("/orders/7")));
    assertThat(located.status()).isEqualTo(201);
    assertThat(located.body()).contains("made");
  }

  @Test
  void valuesOfOneHeaderKeepTheirOrderWhateverTheCaseOfItsName() {
    Response<String> response =
        Response.<String>of(204).withHeader("Vary", "a").withHeader("vary", "b");

    assertThat(response.headers().toString()).isEqualTo("{Vary=[a, b]}");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aFieldThatCanOccurOnlyOnceReplacesTheEarlierOne() {
    Response<String> response =
        Response.of(200, "p {}")
            .withHeader("Content-Type", "text/html")
            .withHeader("content-type", "text/css")
            .withHeader("Set-Cookie", "a=1")
            .withHeader("Set-Cookie", "b=2");

    assertThat(response.headers().toString())
        .isEqualTo("{Content-Type=[text/css], Set-Cookie=[a=1, b=2]}");
  }

  @Test
  void aHeaderThatWouldSplitTheResponseIsRefused() {
    assertThatThrownBy(() -> Response.of(200).withHeader("X", "a\r\nSet-Cookie: b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a value of header X: a\\r\\nSet-Cookie: b");
    assertThatThrownBy(() -> Response.of(200).withHeader("a b", "c"))
        .hasMessage("not a header name: a b");
    assertThatThrownBy(() -> Response.of(200).withHeader("X", " padded"))
        .hasMessage("not a value of header X:  padded");
  }

  @Test
  void aStatusOfNoFinalResponseIsRefused() {
    assertThatThrownBy(() -> Response.of(101)).hasMessage("status must be 200 to 599: 101");
    assertThatThrownBy(() -> Response.of(600)).hasMessage("status must be 200 to 599: 600");
    assertThatThrownBy(() -> new HttpException(302, "moved"))
        .hasMessage("status must be 400 to 599: 302");
  }
}
