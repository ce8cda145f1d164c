package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final byte[] KEY = {1, -1};
  private static final byte[] VALUE = {2, -2};

  private static ConsumerRecord<byte[], byte[]> record(Headers headers) {
    return new ConsumerRecord<>(
        "orders",
        3,
        42,
        1234,
        TimestampType.CREATE_TIME,
        2,
        2,
        KEY,
        VALUE,
        headers,
        Optional.empty());
  }

  private static String text(Headers headers) {
    StringJoiner text = new StringJoiner("\n");
    headers.forEach(
        header ->
            text.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8)));
    return text.toString();
  }

  @Test
  void aDeadLetterIsTheRecordAndWhatHasHappenedToIt() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.of(
            record(
                new RecordHeaders()
                    .add("content-type", "text/plain".getBytes(StandardCharsets.UTF_8))),
            new Failure(500, "java.io.IOException", "broken", "4bf9", 5),
            "orders-dead",
            "group");
    assertThat(letter.topic()).isEqualTo("orders-dead");
    assertThat(letter.partition()).isNull();
    assertThat(letter.timestamp()).isEqualTo(1234);
    assertThat(letter.key()).isEqualTo(KEY);
    assertThat(letter.value()).isEqualTo(VALUE);
    assertThat(text(letter.headers()))
        .isEqualTo(
            """
            content-type=text/plain
            kubeless-error-topic=orders
            kubeless-error-partition=3
            kubeless-error-offset=42
            kubeless-error-group=group
            kubeless-error-attempts=5
            kubeless-error-status=500
            kubeless-error-class=java.io.IOException
            kubeless-error-message=broken
            kubeless-error-trace-id=4bf9""");
  }

  @Test
  void theHeadersOfAnEarlierDeadLetterAreReplaced() {
    Failure failure = new Failure(500, "C", "second", "t", 1);
    ProducerRecord<byte[], byte[]> first =
        DeadLetters.of(record(new RecordHeaders()), failure, "dead", "g");
    ProducerRecord<byte[], byte[]> second =
        DeadLetters.of(record(first.headers()), failure, "dead", "g");
    assertThat(text(second.headers())).isEqualTo(text(first.headers()));
  }

  @Test
  void aMessageIsCutToOneKibibyteOfWholeCharacters() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.of(
            record(new RecordHeaders()), new Failure(500, "C", "€".repeat(5000), "t", 1), "d", "g");
    byte[] message = letter.headers().lastHeader("kubeless-error-message").value();
    assertThat(message.length).isBetween(900, 1024);
    assertThat(new String(message, StandardCharsets.UTF_8)).matches("€+");
  }
}
