package io.kubeless.controller.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.manifest.GatewayReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerOptionsTest {

  @Test
  void withoutVariablesTheBrokersAreThoseOfUpstream() {
    TriggerOptions options = TriggerOptions.of(Map.of());
    assertThat(options.kafka().servers()).containsExactly("kafka.kubeless:9092");
    assertThat(options.nats().servers())
        .containsExactly("nats://nats.nats-io.svc.cluster.local:4222");
    assertThat(options.nats().mode()).contains("core");
    assertThat(options.gateway()).isEmpty();
    assertThat(options.forwarder()).isEmpty();
  }

  @Test
  void aGatewayMayHaveAListener() {
    assertThat(TriggerOptions.of(Map.of("KUBELESS_GATEWAY", "infra/public/https")).gateway())
        .contains(new GatewayReference(Optional.of("infra"), "public", Optional.of("https")));
    assertThat(TriggerOptions.of(Map.of("KUBELESS_GATEWAY", "infra/public")).gateway())
        .contains(new GatewayReference(Optional.of("infra"), "public", Optional.empty()));
  }

  @Test
  void severalBrokersAreSeparatedByCommas() {
    assertThat(TriggerOptions.of(Map.of("KAFKA_BROKERS", "a:9092, b:9092")).kafka().servers())
        .isEqualTo(List.of("a:9092", "b:9092"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KAFKA_PASSWORD | secret | The variable KAFKA_PASSWORD is set",
        "KAFKA_USERNAME | duke | The variable KAFKA_USERNAME is set",
        "KAFKA_INSECURE | true | The variable KAFKA_INSECURE is set",
        "KAFKA_CACERTS | /ca | name them in KAFKA_TLS_SECRET and KAFKA_SASL_SECRET instead",
        "KAFKA_ENABLE_SASL | true | set it to the name of a Secret with username and password",
        "NATS_MODE | stream | The variable NATS_MODE is stream: set it to core or jetstream",
        "KUBELESS_GATEWAY | public | write namespace/name, or namespace/name/listener",
        "KUBELESS_GATEWAY | a//b | write namespace/name, or namespace/name/listener",
        "KUBELESS_GATEWAY | a/b/c/d | write namespace/name, or namespace/name/listener",
      })
  void aVariableThatCannotBeServedIsAnError(String name, String value, String message) {
    assertThatThrownBy(() -> TriggerOptions.of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret is");
  }

  @Test
  void whatTurnsNothingOffIsPermitted() {
    assertThat(TriggerOptions.of(Map.of("KAFKA_INSECURE", "false")).kafka().tls()).isFalse();
  }
}
