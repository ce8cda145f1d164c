package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.kafka.KafkaSettings.Mode;
import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Start;
import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.FailurePolicy.OnFailure;
import io.kubeless.runtime.source.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupCheckTest {
  private static final Map<String, String> GOOD =
      Map.of(
          "share.auto.offset.reset", "earliest",
          "share.delivery.count.limit", "7",
          "share.renew.acknowledge.enable", "true",
          "errors.deadletterqueue.topic.name", "");

  private static void check(int attempts, Start start, String key, String value)
      throws StartCheck.Impossible {
    check(attempts, start, false, key, value);
  }

  private static void check(int attempts, Start start, boolean temporary, String key, String value)
      throws StartCheck.Impossible {
    Map<String, String> values = new TreeMap<>(GOOD);
    values.put(key, value);
    GroupCheck.requireNoLoss(
        new KafkaSettings(
            "mails",
            "kafka:9092",
            "mails",
            Mode.QUEUE,
            "g",
            temporary,
            Optional.empty(),
            Order.NONE,
            16,
            new FailurePolicy(
                new RetryPolicy(attempts, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                OnFailure.SKIP,
                Optional.empty()),
            start,
            false,
            Optional.empty(),
            Optional.empty(),
            Map.of()),
        values);
  }

  private static void refused(
      int attempts, String key, String value, String reason, String change) {
    assertThatThrownBy(() -> check(attempts, Start.EARLIEST, key, value))
        .hasMessage(
            "Kafka trigger mails: share group g would lose or repeat events, because it "
                + reason
                + "; run kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type"
                + " groups --entity-name g --add-config "
                + change);
  }

  @Test
  void aGroupWithWhichEventsWouldBeLostIsRefused() {
    assertThatCode(() -> check(5, Start.EARLIEST, "", "")).doesNotThrowAnyException();
    refused(
        6,
        "",
        "",
        "gives up an event after 7 deliveries, with 6 attempts",
        "share.delivery.count.limit=10");
    refused(
        20,
        "",
        "",
        "gives up an event after 7 deliveries, with 20 attempts",
        "share.delivery.count.limit=22");
    refused(
        5,
        "share.auto.offset.reset",
        "latest",
        "begins with the latest event",
        "share.auto.offset.reset=earliest");
    refused(
        5,
        "share.renew.acknowledge.enable",
        "false",
        "does not renew the lock of an event that is being processed",
        "share.renew.acknowledge.enable=true");
  }

  @Test
  void whatIsWantedOrStoredByTheBrokersOrEndsWithADevelopersProcessIsNotLost() {
    assertThatCode(() -> check(5, Start.LATEST, "share.auto.offset.reset", "latest"))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(9, Start.EARLIEST, true, "", "")).doesNotThrowAnyException();
    assertThatCode(() -> check(9, Start.EARLIEST, "errors.deadletterqueue.topic.name", "dlq.mails"))
        .doesNotThrowAnyException();
  }

  @Test
  void brokersThatDoNotReportTheLimitOfDeliveriesAreTooOld() {
    assertThatThrownBy(() -> check(5, Start.EARLIEST, "share.delivery.count.limit", ""))
        .hasMessage(
            "Kafka trigger mails: the brokers do not report share.delivery.count.limit, and are"
                + " too old");
  }
}
