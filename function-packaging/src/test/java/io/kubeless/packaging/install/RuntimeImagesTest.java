package io.kubeless.packaging.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.image.JavaRuntimeEntry;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The runtimes of an installation beside those of users. */
class RuntimeImagesTest {
  private static String own(String image) {
    return RuntimeImages.config(new JavaRuntimeEntry(image, 25).json()).get(RuntimeImages.KEY);
  }

  private static boolean isOwn(String runtimes) {
    return RuntimeImages.isOwn(ApiJson.node(Map.of("data", Map.of(RuntimeImages.KEY, runtimes))));
  }

  @Test
  void theRuntimesOfUsersAreKeptAndTheOwnOneIsReplaced() {
    String python = "[{\"ID\": \"python\", \"versions\": []}, {\"ID\": \"java\"}]";
    String merged = RuntimeImages.merged(python, own("acme/java:2")).orElseThrow();
    assertThat(ApiJson.read(merged).findValuesAsText("ID")).containsExactly("python", "java");
    assertThat(merged).contains("acme/java:2");
    assertThat(isOwn(merged)).isFalse();
  }

  @Test
  void aListInYamlIsReadToo() {
    assertThat(RuntimeImages.merged("- ID: ruby\n", own("acme/java:1")).orElseThrow())
        .contains("\"ruby\"", "\"java\"");
  }

  @Test
  void theTextIsKeptIfNothingChanges() {
    String written = RuntimeImages.merged("- ID: ruby\n", own("acme/java:1")).orElseThrow();
    String edited = written.replace("\n", "\n ");
    assertThat(RuntimeImages.merged(edited, own("acme/java:1"))).contains(edited);
  }

  @Test
  void aTextThatIsNoListIsNotChanged() {
    assertThat(RuntimeImages.merged("{ID: java", own("acme/java:1"))).isEmpty();
    assertThat(RuntimeImages.merged("ID: java", own("acme/java:1"))).isEmpty();
  }

  @Test
  void aConfigMapIsOwnUntilSomebodyAddsARuntimeOrAKey() {
    assertThat(isOwn(own("acme/java:1"))).isTrue();
    assertThat(isOwn("[]")).isTrue();
    assertThat(isOwn("[{\"ID\": \"python\"}]")).isFalse();
    assertThat(
            RuntimeImages.isOwn(
                ApiJson.node(Map.of("data", Map.of(RuntimeImages.KEY, "[]", "deployment", "{}")))))
        .isFalse();
  }
}
