package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Owner;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NamesTest {

  private static String config(String key, String value) {
    return Names.config(
        "hello", new Config(new TreeMap<>(Map.of(key, value.getBytes(StandardCharsets.UTF_8)))));
  }

  @Test
  void theNameOfAConfigurationDependsOnlyOnItsContent() {
    assertThat(config("a", "b")).matches("hello-config-[0-9a-f]{8}").isEqualTo(config("a", "b"));
    assertThat(config("a", "c")).isNotEqualTo(config("a", "b"));
    assertThat(config("b", "b")).isNotEqualTo(config("a", "b"));
    assertThat(config("a", "b")).startsWith(Names.configPrefix("hello"));
  }

  @Test
  void theLabelOfAnOwnerDependsOnlyOnItsNameAndTheFunction() {
    Owner owner = new Owner("com.acme:shop");
    assertThat(Names.ownerLabel(owner, "hello"))
        .matches("[0-9a-f]{12}")
        .isEqualTo(Names.ownerLabel(new Owner("com.acme:shop"), "hello"))
        .isNotEqualTo(Names.ownerLabel(owner, "other"))
        .isNotEqualTo(Names.ownerLabel(new Owner("com.acme:store"), "hello"));
  }
}
