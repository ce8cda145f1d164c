package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypeNameTest {
  private static final ClassLoader LOADER = TypeNameTest.class.getClassLoader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.String",
        "byte[]",
        "java.util.Map$Entry",
        "java.util.List<java.lang.String>",
        "java.util.Map<java.lang.String, java.util.List<int[]>>"
      })
  void aTypeIsReadAsTheDescriptorWritesIt(String name) throws Exception {
    assertThat(TypeName.parse(name.replace(", ", ","), LOADER).getTypeName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.acme.Nothing", "java.util.List<com.acme.Nothing>", "int]", ""})
  void aMissingTypeIsReported(String name) {
    assertThatThrownBy(() -> TypeName.parse(name, LOADER))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
