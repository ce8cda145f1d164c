package io.kubeless.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void theMembersOfAnObjectAreTheirSources() throws Exception {
    assertThat(
            JsonReader.members(
                " { \"a\" : 1 , \"b\\u0020c\":[1, {\"d\":null}] ,\"e\":-0.5e+7,\"f\":{},\"g\":[]} "))
        .hasToString("{a=1, b c=[1, {\"d\":null}], e=-0.5e+7, f={}, g=[]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}x",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":tru}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":'b'}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":2}",
        "\u0000"
      })
  void whatIsNotOneObjectIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.members(text))
        .isInstanceOf(JsonReader.InvalidJson.class)
        .hasMessageStartingWith("not JSON at character ");
  }

  @Test
  void nestingBeyondTheLimitIsRefusedBeforeTheStackEnds() {
    assertThatThrownBy(() -> JsonReader.members("{\"a\":".repeat(1_000_000)))
        .isInstanceOf(JsonReader.InvalidJson.class);
  }

  @Test
  void nothingLeavesAQuotedStringThatCouldEndItsLine() {
    StringBuilder out = new StringBuilder();
    JsonString.quote(out, "a\"\\\r\n\t\u0000\u001b[31m\u0085\u2028\u2029\ud800é\ud83d\ude00");
    assertThat(out)
        .hasToString(
            "\"a\\\"\\\\\\r\\n\\t\\u0000\\u001b[31m\\u0085\\u2028\\u2029\\ud800é\ud83d\ude00\"");
  }

  @Test
  void aQuotedStringReadsBackAsItself() throws Exception {
    String text = "a\"\\/\r\n\t\b\f\u0000é\ud83d\ude00";
    StringBuilder out = new StringBuilder();
    JsonString.quote(out, text);
    assertThat(JsonReader.string(out.toString())).isEqualTo(text);
  }
}
