package io.kubeless.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Event;
import io.kubeless.runtime.ReadMessage;
import io.kubeless.testing.Events;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The events that tests of functions build are those that this module produces. */
class BuiltEventsTest {
  private static final long MILLIS = 1_700_000_000_123L;
  private static final byte[] NO_UTF8 = {(byte) 0xff, 1};

  private static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, byte[] key, byte[] value, String... headers) {
    RecordHeaders fields = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        "orders",
        partition,
        offset,
        MILLIS,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        fields,
        Optional.empty());
  }

  private static void assertSame(Event built, ConsumerRecord<byte[], byte[]> record)
      throws Exception {
    Event received = ReadMessage.of(new RecordMessage(record, 1));
    assertThat(ReadMessage.text(built)).isEqualTo(ReadMessage.text(received));
  }

  @Test
  void aRecordIsTheEventThatTheBuilderReturns() throws Exception {
    Instant time = Instant.ofEpochMilli(MILLIS);
    assertSame(
        Events.kafka("orders").time(time).body("b\u00e9").build(),
        record(0, 0, null, "b\u00e9".getBytes(UTF_8)));
    assertSame(
        Events.kafka("orders")
            .at(3, 17)
            .key("k\u00e9y")
            .header("X-One", "1")
            .header("x-one", "2")
            .header("Content-Type", "text/plain; charset=ISO-8859-1")
            .header("kafka-topic", "forged")
            .time(time)
            .body(NO_UTF8)
            .build(),
        record(
            3,
            17,
            "k\u00e9y".getBytes(UTF_8),
            NO_UTF8,
            "X-One",
            "1",
            "x-one",
            "2",
            "Content-Type",
            "text/plain; charset=ISO-8859-1",
            "kafka-topic",
            "forged"));
    assertSame(
        Events.kafka("orders")
            .key(NO_UTF8)
            .header("event-id", "7")
            .header("event-type", "order")
            .header("event-namespace", "shop")
            .header("event-time", "2026-01-02T03:04:05Z")
            .time(time)
            .tombstone()
            .build(),
        record(
            0,
            0,
            NO_UTF8,
            null,
            "event-id",
            "7",
            "event-type",
            "order",
            "event-namespace",
            "shop",
            "event-time",
            "2026-01-02T03:04:05Z"));
  }
}
