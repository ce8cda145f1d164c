package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.nats.NatsSettings.Core;
import io.kubeless.nats.NatsSettings.JetStream;
import io.kubeless.nats.NatsSettings.Start;
import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.FailurePolicy.OnFailure;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NatsSettingsTest {
  private static final Map<String, String> JETSTREAM =
      Map.of(
          "NAME", "orders",
          "SERVERS", "nats://nats:4222",
          "SUBJECT", "orders.*",
          "STREAM", "ORDERS",
          "DURABLE", "f",
          "DEAD_LETTER_SUBJECT", "dead");
  private static final Map<String, String> CORE =
      Map.of(
          "NAME", "orders",
          "SERVERS", "nats",
          "SUBJECT", "orders.>",
          "MODE", "core",
          "QUEUE", "q");

  private static NatsSettings read(Map<String, String> base, Map<String, String> more)
      throws InvalidSource {
    Map<String, String> environment = new TreeMap<>();
    base.forEach((key, value) -> environment.put("KUBELESS_NATS_0_" + key, value));
    more.forEach((key, value) -> environment.put("KUBELESS_NATS_0_" + key, value));
    SourceContext context =
        new SourceContext(
            environment,
            "f",
            Duration.ofSeconds(1),
            1,
            new ListLogger(List.of()),
            message -> {
              throw new IllegalStateException("no message is read");
            },
            Runnable::run,
            (cause, reason) -> {});
    return NatsSettings.read(SourceSettings.of(context, "NATS").get(0));
  }

  @Test
  void onlyWhereToReadAndWhereDeadLettersAreIsRequired() throws Exception {
    assertThat(read(JETSTREAM, Map.of()))
        .isEqualTo(
            new NatsSettings(
                "orders",
                "nats://nats:4222",
                "orders.*",
                new JetStream(
                    Optional.of("ORDERS"),
                    "f",
                    false,
                    new FailurePolicy(
                        new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                        OnFailure.DEAD_LETTER,
                        Optional.of("dead")),
                    Start.EARLIEST),
                16,
                false,
                Optional.empty(),
                Optional.empty()));
    assertThat(read(CORE, Map.of()))
        .isEqualTo(
            new NatsSettings(
                "orders",
                "nats",
                "orders.>",
                new Core("q"),
                16,
                false,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everySettingIsRead() throws Exception {
    Map<String, String> all = new TreeMap<>();
    all.put("SERVERS", "nats://a:4222,tls://b");
    all.put("PARALLELISM", "3");
    all.put("ATTEMPTS", "7");
    all.put("BACKOFF_MS", "40000");
    all.put("ON_FAILURE", "stop");
    all.put("START", "latest");
    all.put("TEMPORARY", "true");
    all.put("TLS_DIRECTORY", "/tls");
    all.put("CREDENTIALS_DIRECTORY", "/login");
    assertThat(read(JETSTREAM, all))
        .isEqualTo(
            new NatsSettings(
                "orders",
                "nats://a:4222,tls://b",
                "orders.*",
                new JetStream(
                    Optional.of("ORDERS"),
                    "f",
                    true,
                    new FailurePolicy(
                        new RetryPolicy(7, Duration.ofSeconds(40), Duration.ofSeconds(40)),
                        OnFailure.STOP,
                        Optional.empty()),
                    Start.LATEST),
                3,
                true,
                Optional.of(Path.of("/tls")),
                Optional.of(Path.of("/login"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SERVERS||KUBELESS_NATS_0_SERVERS is missing",
        "SERVERS|nats://user:word@nats|KUBELESS_NATS_0_SERVERS must be addresses such as nats://host:4222, separated by commas, without a login: nats://user:word@nats",
        "SUBJECT|orders..a|KUBELESS_NATS_0_SUBJECT must be a subject such as orders.created or orders.>: orders..a",
        "MODE|push|KUBELESS_NATS_0_MODE must be one of jetstream, core: push",
        "STREAM|a.b|KUBELESS_NATS_0_STREAM must be a name without spaces and without . * > / \\: a.b",
        "DURABLE||KUBELESS_NATS_0_DURABLE is missing",
        "QUEUE|q|KUBELESS_NATS_0_QUEUE must be unset in mode jetstream, whose consumers share by DURABLE: q",
        "DEAD_LETTER_SUBJECT|orders.dead|KUBELESS_NATS_0_DEAD_LETTER_SUBJECT must be a subject without wildcards that SUBJECT does not match: orders.dead",
        "COLOUR|red|KUBELESS_NATS_0_COLOUR is not known to this version of the runtime"
      })
  void anInvalidSettingIsReportedWithItsVariable(String key, String value, String message) {
    assertThatThrownBy(() -> read(JETSTREAM, Map.of(key, value == null ? "" : value)))
        .isInstanceOf(InvalidSource.class)
        .hasMessage(message);
  }

  @Test
  void modeCoreHasNoRetries() {
    assertThatThrownBy(() -> read(CORE, Map.of("ATTEMPTS", "3")))
        .hasMessage(
            "KUBELESS_NATS_0_ATTEMPTS must be unset in mode core, whose events are delivered at"
                + " most once and not stored: 3");
  }
}
