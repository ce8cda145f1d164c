package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.manifest.CronJobTrigger;
import io.kubeless.packaging.manifest.HttpTrigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The records of a function copy their input, and their content cannot be changed. */
class FunctionTest {
  private static final HttpTrigger HTTP =
      new HttpTrigger(Optional.empty(), "/", Optional.empty(), Optional.empty());
  private static final CronJobTrigger CRON =
      new CronJobTrigger("@daily", Optional.empty(), Optional.empty());

  private final SortedMap<String, String> env = new TreeMap<>(Map.of("A", "b"));
  private final List<String> secrets = new ArrayList<>(List.of("z", "a", "z"));
  private final List<Trigger> triggers = new ArrayList<>(List.of(CRON, HTTP));

  private Function function() {
    return new Function(
        "hello",
        Optional.empty(),
        new TreeMap<>(),
        new TreeMap<>(),
        new Owner("com.acme:shop"),
        "1.0",
        new HandlerClass("com.acme.Shop$Hello", Optional.empty(), Optional.empty(), Set.of(), 17),
        new Image("hello:1.0", Optional.empty(), Image.LINKED_JRE, List.of("amd64")),
        new RuntimeSettings(
            Duration.ofSeconds(3), OptionalInt.empty(), false, env, new Config(new TreeMap<>())),
        new Resources("1.5Gi", "100m", OptionalInt.empty(), Optional.empty()),
        new Exposure(triggers, Optional.empty()),
        new Access(Optional.empty(), secrets, secrets));
  }

  @Test
  void mapsAndListsAreCopiesSortedAndWithoutRepetitions() {
    Function function = function();
    env.put("C", "d");
    secrets.clear();
    triggers.clear();
    assertThat(function.runtime().env()).isEqualTo(Map.of("A", "b"));
    assertThat(function.access().secrets()).containsExactly("a", "z");
    assertThat(function.access().imagePullSecrets()).containsExactly("a", "z");
    assertThat(function.exposure().triggers()).containsExactly(CRON, HTTP);
    assertThatThrownBy(() -> function.runtime().env().put("E", "f"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anImageContainsTheServerFirstAndThenWhatTheHandlerNeeds() {
    HandlerClass handler =
        new HandlerClass("Hello", Optional.empty(), Optional.empty(), Set.of(RuntimePart.JSON), 17);
    assertThat(RuntimePart.of(handler, List.of()))
        .containsExactly(RuntimePart.SERVER, RuntimePart.JSON);
    assertThat(RuntimePart.reserveBytes(RuntimePart.of(handler, List.of()))).isEqualTo(96L << 20);
  }

  @Test
  void derivedPropertiesFollowFromTheParts() {
    Function function = function();
    assertThat(function.resources().memoryBytes()).isEqualTo(3L << 29);
    assertThat(function.exposure().triggers(HttpTrigger.class)).containsExactly(HTTP);
    assertThat(function.exposure().triggers(CronJobTrigger.class)).containsExactly(CRON);
    assertThat(function.owner().name()).isEqualTo("com.acme:shop");
    assertThat(function.handler().simpleName()).isEqualTo("Hello");
    assertThat(function.parts()).containsExactly(RuntimePart.SERVER);
    assertThat(
            new HandlerClass("Hello", Optional.empty(), Optional.empty(), Set.of(), 17)
                .simpleName())
        .isEqualTo("Hello");
  }

  @Test
  void anotherImageAndANamespaceChangeNothingElse() {
    Function function = function();
    Image other = function.image().withDigest("sha256:0");
    assertThat(function.withImage(other).image()).isEqualTo(other);
    assertThat(function.withImage(other).withImage(function.image())).isEqualTo(function);
    assertThat(function.withNamespace("team-a").namespace()).contains("team-a");
  }

  @Test
  void entriesThatAreNotUtf8AreBinary() {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    entries.put("text", "é".getBytes(StandardCharsets.UTF_8));
    entries.put("key", new byte[] {(byte) 0xff, 0});
    Config config = new Config(entries);
    entries.clear();
    assertThat(config.text()).isEqualTo(Map.of("text", "é"));
    assertThat(config.binary()).isEqualTo(Map.of("key", "/wA="));
  }

  @Test
  void fragmentsAndPeersAreCopies() {
    List<Fragments.Fragment> list =
        new ArrayList<>(List.of(new Fragments.Fragment(Map.of("a", 1), "service.yaml")));
    SortedMap<String, List<Fragments.Fragment>> byKind = new TreeMap<>(Map.of("Service", list));
    Fragments fragments = new Fragments(byKind);
    byKind.clear();
    list.clear();
    assertThat(fragments.of("Service")).hasSize(1);
    assertThat(fragments.of("Ingress")).isEmpty();
    assertThat(Fragments.none().of("Service")).isEmpty();

    List<Map<String, Object>> peers = new ArrayList<>(List.of(Map.of("ipBlock", Map.of())));
    Network network = new Network(peers, peers);
    peers.clear();
    assertThat(network.from()).hasSize(1);
    assertThat(network.to()).hasSize(1);
  }
}
