package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredFunctionTest {
  @TempDir Path directory;
  private final SortedMap<String, String> properties = new TreeMap<>();

  private List<DeclaredFunction> read(String registry) throws IOException {
    return DeclaredFunction.of(
        new Project(
            new Owner("com.acme:hello"),
            new Coordinates("com.acme", "hello", "1.0"),
            directory,
            directory.resolve("src/main/kubeless"),
            Optional.empty(),
            Optional.of(registry),
            Mapping.empty(Origin.of("pom.xml")),
            PropertySource.read(properties, List.of(), "-D%s")));
  }

  private void file(String name, String content) throws IOException {
    Path file = directory.resolve("src/main/kubeless").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void aModuleWithoutFilesHasTheDefaults() throws IOException {
    DeclaredFunction only = read("registry.acme.com").get(0);
    assertThat(only.namespace()).isEmpty();
    assertThat(only.image().base()).isEqualTo("eclipse-temurin:25-jre");
    assertThat(only.image().architectures()).containsExactly("amd64");
    assertThat(only.namesArchitectures()).isFalse();
    assertThat(only.secrets()).isEmpty();
  }

  @Test
  void theCommandLineIsAboveTheFunctionsFileAndThatAboveTheModules() throws IOException {
    file("function.yaml", "namespace: team\nsecrets: [database]\nimage: {base: linked-jre}\n");
    file("orders/function.yaml", "namespace: orders\nimagePullSecrets: registry, mirror\n");
    file("stock/function.yaml", "image: {architecture: 'arm64, amd64'}\n");
    properties.put("kubeless.image.base", "java:25");
    properties.put("kubeless.functions.stock.namespace", "other");

    List<DeclaredFunction> functions = read("registry.acme.com");

    assertThat(functions)
        .extracting(DeclaredFunction::namespace)
        .containsExactly(Optional.of("orders"), Optional.of("other"));
    assertThat(functions).extracting(each -> each.image().base()).containsOnly("java:25");
    assertThat(functions.get(0).secrets()).containsExactly("database", "registry", "mirror");
    assertThat(functions.get(1).image().architectures()).containsExactly("amd64", "arm64");
    assertThat(functions.get(1).namesArchitectures()).isTrue();
  }

  @Test
  void aLoginInARegistryIsNotPrinted() {
    assertThatThrownBy(() -> read("duke:secret@registry.acme.com/team"))
        .hasMessageContaining("not valid: <login>@registry.acme.com/team")
        .hasMessageNotContaining("secret");
  }
}
