package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordMessageTest {

  private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        "orders",
        3,
        42,
        1234,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  @Test
  void aMessageHasTheCoordinatesTheTimeAndTheHeadersOfItsRecord() {
    byte[] value = {1, 2};
    ReceivedMessage message =
        new RecordMessage(
            record(
                "k€".getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders()
                    .add("Content-Type", "text/plain".getBytes(StandardCharsets.UTF_8))
                    .add("many", "1".getBytes(StandardCharsets.UTF_8))
                    .add("many", null)),
            2);
    assertThat(message.id()).isEqualTo("orders:3:42");
    assertThat(message.time()).isEqualTo(Instant.ofEpochMilli(1234));
    assertThat(message.namespace()).isEqualTo("kafkatrigger.kubeless.io");
    assertThat(message.body()).isSameAs(value);
    assertThat(message.attempt()).isEqualTo(2);
    assertThat(message.headers())
        .isEqualTo(
            Map.of(
                "content-type", List.of("text/plain"),
                "many", List.of("1", ""),
                "kafka-topic", List.of("orders"),
                "kafka-partition", List.of("3"),
                "kafka-offset", List.of("42"),
                "kafka-key", List.of("k€")));
  }

  @Test
  void aRecordWithoutKeyAndValueIsATombstoneWithAnEmptyBody() {
    ReceivedMessage message = new RecordMessage(record(null, null, new RecordHeaders()), 1);
    assertThat(message.body()).isEmpty();
    assertThat(message.headers())
        .containsEntry("kafka-tombstone", List.of("true"))
        .doesNotContainKey("kafka-key");
  }

  @Test
  void aKeyThatIsNotTextIsBase64() {
    ReceivedMessage message =
        new RecordMessage(record(new byte[] {-1, 0}, new byte[0], new RecordHeaders()), 1);
    assertThat(message.headers())
        .containsEntry("kafka-key-base64", List.of("/wA="))
        .doesNotContainKey("kafka-key");
  }

  @Test
  void aFieldIsTheSameWhetherItIsReadAloneOrWithAllOthers() {
    for (Headers sent :
        List.of(new RecordHeaders(), new RecordHeaders().add("event-id", new byte[] {'7'}))) {
      ConsumerRecord<byte[], byte[]> record = record(new byte[] {'k'}, new byte[0], sent);
      Map<String, List<String>> all = Map.copyOf(new RecordMessage(record, 1).headers());
      for (String name : List.of("event-id", "kafka-topic", "kafka-key", "kafka-tombstone", "x")) {
        Map<String, List<String>> alone = new RecordMessage(record, 1).headers();
        assertThat(alone.get(name)).isEqualTo(all.get(name));
        assertThat(alone.containsKey(name)).isEqualTo(all.containsKey(name));
      }
      assertThat(new RecordMessage(record, 1).headers().get(null)).isNull();
      assertThat(new RecordMessage(record, 1).headers()).isNotEmpty().hasSameSizeAs(all);
    }
  }
}
