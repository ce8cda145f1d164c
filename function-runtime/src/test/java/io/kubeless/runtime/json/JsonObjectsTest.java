package io.kubeless.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectsTest {

  @Test
  void valuesHaveTheTypesOfTheirJsonAndNullsAreLeftOut() throws Exception {
    assertThat(
            JsonObjects.read(
                "{\"a\":\"x\",\"b\":[1,null,2.5,true],\"c\":{\"d\":false,\"e\":null},"
                    + "\"f\":9223372036854775808}"))
        .isEqualTo(
            Map.of(
                "a",
                "x",
                "b",
                List.of(1L, 2.5, true),
                "c",
                Map.of("d", false),
                "f",
                9223372036854775808.0));
  }

  @Test
  void nothingCanBeChanged() throws Exception {
    Map<String, Object> object = JsonObjects.read("{\"a\":[1],\"b\":{}}");
    assertThatThrownBy(() -> object.put("c", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) object.get("a")).remove(0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((Map<?, ?>) object.get("b")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "null",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{\"b\":{\"a\":1,\"a\":2}}",
        "{\"b\":[{\"a\":1,\"\\u0061\":2}]}",
        "{\"a\":1e999}",
        "{\"a\":01}",
        "{'a':1}",
        "{\"a\":NaN}"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> JsonObjects.read(text)).isInstanceOf(JsonReader.InvalidJson.class);
  }

  @Test
  void valuesAreNestedAtMost32Times() throws Exception {
    assertThat(JsonObjects.read("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")).hasSize(1);
    assertThatThrownBy(() -> JsonObjects.read("{\"a\":" + "[".repeat(33) + "]".repeat(33) + "}"))
        .isInstanceOf(JsonReader.InvalidJson.class);
  }
}
