package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "No",
        "on",
        "off",
        "true",
        "null",
        "~",
        "1",
        "1.5",
        "1e3",
        "0x1f",
        "0o17",
        "1_000",
        "12:30",
        ".inf",
        ".NaN",
        "",
        "y",
        "N",
        "-1",
        "+2",
        "2026-01-01"
      })
  void aTextThatLooksLikeSomethingElseIsQuoted(String text) {
    assertThat(Yaml.write(Map.of("a", text))).matches("a: [\"'].*[\"']\n");
    Object back = new org.yaml.snakeyaml.Yaml().load(Yaml.write(Map.of("a", text)));
    assertThat(back).isEqualTo(Map.of("a", text));
  }

  @Test
  void textsNumbersListsAndLinesAreWrittenForAPersonToRead() {
    assertThat(
            Yaml.write(
                Fields.of(
                    field("text", "hello"),
                    field("number", 1),
                    field("flag", true),
                    field("list", List.of("a", "b")),
                    field("lines", "a\nb\n"),
                    field("tab", "a\tb\n"),
                    field("colon", "a: b"),
                    field("hash", "a #b"),
                    field("star", "* * * * *"))))
        .isEqualTo(
            """
            text: hello
            number: 1
            flag: true
            list:
            - a
            - b
            lines: |
              a
              b
            tab: "a\\tb\\n"
            colon: 'a: b'
            hash: 'a #b'
            star: '* * * * *'
            """);
  }

  @Test
  void whateverIsWrittenReadsBackAsItself() {
    for (String text :
        List.of(
            "a\r\nb",
            " leading",
            "trailing ",
            "\u0000",
            "é😀",
            "- a",
            "{a}",
            "&a",
            "!!str a",
            "%",
            "@",
            "`",
            "a\n\n\nb",
            "\n",
            "x".repeat(5000))) {
      Object back = new org.yaml.snakeyaml.Yaml().load(Yaml.write(Map.of("a", text)));
      assertThat(back).isEqualTo(Map.of("a", text));
    }
  }
}
