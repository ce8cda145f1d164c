package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.kafka.KafkaSettings.Mechanism;
import io.kubeless.kafka.KafkaSettings.Mode;
import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Sasl;
import io.kubeless.kafka.KafkaSettings.Start;
import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.FailurePolicy.OnFailure;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.SourceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "NAME", "orders",
          "SERVERS", "kafka:9092",
          "TOPIC", "orders",
          "GROUP", "g",
          "DEAD_LETTER_TOPIC", "dead");

  private static KafkaSettings read(Map<String, String> more) throws InvalidSource {
    Map<String, String> environment = new TreeMap<>(Map.of("HOSTNAME", "pod-1"));
    REQUIRED.forEach((key, value) -> environment.put("KUBELESS_KAFKA_0_" + key, value));
    more.forEach((key, value) -> environment.put("KUBELESS_KAFKA_0_" + key, value));
    return all(environment).get(0);
  }

  private static List<KafkaSettings> all(Map<String, String> environment) throws InvalidSource {
    SourceContext context =
        new SourceContext(
            environment,
            "f",
            Duration.ofSeconds(1),
            1,
            System.getLogger("test"),
            message -> {
              throw new IllegalStateException("no message is read");
            },
            Runnable::run,
            (cause, reason) -> {});
    List<KafkaSettings> all = new ArrayList<>();
    for (SourceSettings each : SourceSettings.of(context, "KAFKA")) {
      all.add(KafkaSettings.read(each, environment));
    }
    return all;
  }

  @Test
  void theVariablesThatThePackagingRendersAreKnown() throws Exception {
    String deployment =
        Files.readString(
            Path.of(
                "../function-packaging/src/test/resources/golden/kafka/kubernetes/deployment.yaml"));
    Map<String, String> environment = new TreeMap<>();
    Pattern.compile("- name: (KUBELESS_KAFKA_\\w+)\n +value: (?:\\|-\\n +)?\"?([^\"\\n]+)")
        .matcher(deployment)
        .results()
        .forEach(each -> environment.put(each.group(1), each.group(2)));
    assertThat(environment).hasSizeGreaterThan(30);
    assertThat(all(environment)).extracting(KafkaSettings::name).hasSize(4).contains("payments");
  }

  @Test
  void onlyWhereToReadAndWhereDeadLettersAreIsRequired() throws Exception {
    assertThat(read(Map.of()))
        .isEqualTo(
            new KafkaSettings(
                "orders",
                "kafka:9092",
                "orders",
                Mode.STREAM,
                "g",
                false,
                Optional.empty(),
                Order.PARTITION,
                16,
                new FailurePolicy(
                    new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                    OnFailure.DEAD_LETTER,
                    Optional.of("dead")),
                Start.EARLIEST,
                false,
                Optional.empty(),
                Optional.empty(),
                Map.of()));
  }

  @Test
  void everySettingIsRead() throws Exception {
    Map<String, String> all = new TreeMap<>();
    all.put("STATIC_MEMBER", "true");
    all.put("TEMPORARY", "true");
    all.put("ORDER", "key");
    all.put("PARALLELISM", "3");
    all.put("ATTEMPTS", "7");
    all.put("BACKOFF_MS", "40000");
    all.put("ON_FAILURE", "stop");
    all.put("START", "latest");
    all.put("TLS", "true");
    all.put("TLS_DIRECTORY", "/tls");
    all.put("SASL_MECHANISM", "scram-sha-256");
    all.put("SASL_DIRECTORY", "/sasl");
    all.put("PROPERTIES", "client.rack=a=b\nfetch.min.bytes=5");
    assertThat(read(all))
        .isEqualTo(
            new KafkaSettings(
                "orders",
                "kafka:9092",
                "orders",
                Mode.STREAM,
                "g",
                true,
                Optional.of("pod-1-orders"),
                Order.KEY,
                3,
                new FailurePolicy(
                    new RetryPolicy(7, Duration.ofSeconds(40), Duration.ofSeconds(40)),
                    OnFailure.STOP,
                    Optional.empty()),
                Start.LATEST,
                true,
                Optional.of(Path.of("/tls")),
                Optional.of(new Sasl(Mechanism.SCRAM_SHA_256, Path.of("/sasl"))),
                Map.of("client.rack", "a=b", "fetch.min.bytes", "5")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ORDER|key|KUBELESS_KAFKA_0_ORDER must be none in mode queue, which has no order: key",
        "STATIC_MEMBER|true|KUBELESS_KAFKA_0_STATIC_MEMBER must be unset in mode queue, whose groups have none: true",
        "ON_FAILURE|stop|KUBELESS_KAFKA_0_ON_FAILURE must be dead-letter or skip in mode queue, where another member gets the event: stop",
      })
  void aQueueHasNeitherOrderNorStaticMembersNorAnEnd(String key, String value, String message)
      throws Exception {
    assertThat(read(Map.of("MODE", "queue")).order()).isEqualTo(Order.NONE);
    assertThatThrownBy(() -> read(Map.of("MODE", "queue", key, value))).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SERVERS||KUBELESS_KAFKA_0_SERVERS is missing",
        "ORDER|random|KUBELESS_KAFKA_0_ORDER must be one of partition, key, none: random",
        "PARALLELISM|0|KUBELESS_KAFKA_0_PARALLELISM must be a whole number from 1 to 1000: 0",
        "ATTEMPTS|many|KUBELESS_KAFKA_0_ATTEMPTS must be a whole number from 1 to 1000: many",
        "DEAD_LETTER_TOPIC||KUBELESS_KAFKA_0_DEAD_LETTER_TOPIC is missing",
        "DEAD_LETTER_TOPIC|orders|KUBELESS_KAFKA_0_DEAD_LETTER_TOPIC must be another topic than TOPIC: orders",
        "PROPERTIES|x|KUBELESS_KAFKA_0_PROPERTIES must be lines of the form name=value: x",
        "COLOUR|red|KUBELESS_KAFKA_0_COLOUR is not known to this version of the runtime"
      })
  void anInvalidSettingIsReportedWithItsVariable(String key, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(key, value == null ? "" : value)))
        .isInstanceOf(InvalidSource.class)
        .hasMessage(message);
  }
}
