package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicDiffTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1} | {a: 1} | {}",
        "{a: 1} | {a: 2, b: x} | {a: 2, b: x}",
        "{a: 1, b: 2} | {b: 2} | {a: null}",
        "{a: {b: 1, c: 2}} | {a: {b: 1}} | {a: {c: null}}",
        "{a: {b: 1}} | {a: {}} | {a: {$patch: delete}}",
        "{a: [1, 2]} | {a: [2]} | {a: [2]}",
        "{a: [1, 2]} | {a: []} | {a: []}",
        "{env: [{name: A, value: x}, {name: B}]} | {env: [{name: A, value: y}, {name: B}]} | {env: [{name: A, value: y}]}",
        "{env: [{name: A}, {name: B}]} | {env: [{name: B}]} | {env: [{name: A, $patch: delete}]}",
        "{env: [{name: A}]} | {env: [{name: A}, {name: B}]} | {env: [{name: B}]}",
        "{env: [{name: A}]} | {env: [{value: B}]} | {env: [{$patch: replace}, {value: B}]}",
        "{a: text} | {a: {b: c}} | {a: {b: c}}",
      })
  void theFragmentMakesTheOtherObject(String before, String after, String fragment) {
    Map<String, Object> one = Yaml.read(before);
    Map<String, Object> other = Yaml.read(after);
    Map<String, Object> found = StrategicDiff.of(one, other);
    assertThat(found).isEqualTo(Yaml.read(fragment));
    assertThat(StrategicMerge.merge(one, found)).isEqualTo(other);
  }
}
