package io.kubeless.storm;

import static io.kubeless.storm.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The promises of a Kafka trigger in mode stream. */
class KafkaTriggerIT extends KafkaFunction {
  private static final String STATIC = "STATIC_MEMBER=true";

  KafkaTriggerIT() {
    super(19400);
  }

  private long committed() throws Exception {
    var offset =
        admin
            .listConsumerGroupOffsets(topic + "-group")
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(topic, 0));
    return offset == null ? 0 : offset.offset();
  }

  @Test
  void anEventThatTakesLongerThanThePollIntervalCausesNoRebalanceAndNoRepetition()
      throws Exception {
    List<String> quick = Collections.nCopies(50, "ok"); // after which quick events are expected
    send(quick.toArray(String[]::new));
    start(
        "-Xmx64m",
        STATIC,
        "PROPERTIES=max.poll.interval.ms=8000\nsession.timeout.ms=6000",
        "FUNC_TIMEOUT=60");
    await(() -> committed() == 50);
    send("sleep 20000", "ok", "ok");
    await(() -> committed() == 53);
    assertThat(calls())
        .extracting(line -> line.replaceFirst(" \\d+$", ""))
        .endsWith(
            "start " + topic + ":0:50", "done " + topic + ":0:50",
            "start " + topic + ":0:51", "done " + topic + ":0:51",
            "start " + topic + ":0:52", "done " + topic + ":0:52")
        .hasSize(2 * 53);
    assertThat(log()).doesNotContain("are lost").doesNotContain("revoked");
  }

  @Test
  void deadLettersAreExactlyTheEventsThatCannotBeProcessed() throws Exception {
    ProducerRecord<byte[], byte[]> malformed = record("k", "x");
    malformed.headers().add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8));
    send(List.of(record("k", "ok"), record("k", "throw"), record("k", "refuse"), malformed));
    Member member = start("-Xmx64m", STATIC);
    await(() -> committed() == 4); // so that they are not repeated
    send("halt", "ok", "error", "ok");
    for (int ends = 0; ends < 4; ends++) { // two for each event that ends the process
      await(() -> !member.isAlive());
      member.restart();
    }
    await(() -> committed() == 8);
    assertThat(deadTexts())
        .containsExactly(
            "throw java.lang.IllegalStateException 3",
            "refuse Refused 1",
            "x Malformed 1",
            "halt ProcessEnded 0",
            "error ProcessEnded 0");
    assertThat(done()).containsExactly("0", "5", "7");
    ConsumerRecord<byte[], byte[]> letter = deadLetters().get(0);
    assertThat(letter.key()).isEqualTo("k".getBytes(StandardCharsets.UTF_8));
    assertThat(header(letter, "topic") + header(letter, "partition") + header(letter, "offset"))
        .isEqualTo(topic + "01");
    assertThat(header(letter, "trace-id")).matches("[0-9a-f]{32}");
    assertThat(log()).contains("\"trace\":\"" + header(letter, "trace-id") + "\"");
  }

  @Test
  void nothingIsCommittedBeyondAnEventWhoseDeadLetterCannotBeWritten() throws Exception {
    start("-Xmx64m", STATIC);
    send("ok");
    await(() -> committed() == 1);
    admin.deleteTopics(List.of(topic + "-dead")).all().get();
    send("throw", "ok");
    await(() -> log().contains("could not be written to " + topic + "-dead"));
    assertThat(committed()).isEqualTo(1);
    assertThat(done()).containsExactly("0");
    create(topic + "-dead");
    await(() -> committed() == 3);
    assertThat(deadTexts()).containsExactly("throw java.lang.IllegalStateException 3");
    assertThat(done()).containsExactly("0", "2");
  }

  @Test
  void everyRecordOfAnOddLogIsProcessedOnceAndTheEndIsCommitted() throws Exception {
    send(
        List.of(
            new ProducerRecord<>(topic, null, "null key".getBytes(StandardCharsets.UTF_8)),
            new ProducerRecord<>(topic, "tombstone".getBytes(StandardCharsets.UTF_8), null),
            new ProducerRecord<>(topic, null, new byte[1_000_000])));
    Map<String, Object> transactional = Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic);
    try (Producer<byte[], byte[]> producer = producer(transactional)) {
      producer.initTransactions();
      for (int i = 0; i < 3; i++) {
        producer.beginTransaction();
        for (int each = 0; each < 5; each++) {
          producer.send(record("k", "t" + i)).get();
        }
        if (i == 1) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    long end = 3 + 3 * 6; // each transaction has a marker
    start("-Xmx64m", STATIC, "ORDER=key");
    await(() -> committed() == end);
    assertThat(done()).containsExactlyInAnyOrder("0", "1", "2", "9", "10", "11", "12", "13");
    assertThat(calls()).contains("done " + topic + ":0:2 1000000", "done " + topic + ":0:1 0");
  }

  @Test
  void theDeadLetterOfARecordThatIsLargeWithoutItsCompressionIsStored() throws Exception {
    byte[] value = ("throw " + "x".repeat(6_000_000)).getBytes(StandardCharsets.UTF_8);
    Map<String, Object> compressed =
        Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "gzip",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            8_000_000);
    try (Producer<byte[], byte[]> producer = broker.producer(compressed)) {
      producer.send(new ProducerRecord<>(topic, null, value)).get();
    }
    start("-Xmx96m", STATIC, "ATTEMPTS=1");
    await(() -> committed() == 1);
    assertThat(deadLetters()).singleElement().extracting(ConsumerRecord::value).isEqualTo(value);
  }

  @Test
  void aBacklogDoesNotFillTheHeapOfASlowFunction() throws Exception {
    byte[] value = ("sleep 50 " + "x".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
    int count = 600; // 120 MB
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      for (int i = 0; i < count; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, null, value));
      }
      producer.flush();
    }
    Member member = start("-Xmx64m", STATIC, "ORDER=none");
    awaitReady(0);
    double most = 0;
    while (committed() < count && member.isAlive()) {
      most = Math.max(most, metric("function_events_in_flight"));
    }
    assertThat(done()).hasSize(count);
    assertThat(most).isBetween(16.0, 80.0); // an eighth of the heap, and what was fetched meanwhile
    assertThat(log()).doesNotContain("are lost");
  }

  @Test
  void aBacklogDoesNotFillASmallHeap() throws Exception {
    byte[] value = "ok ".repeat(3_000).getBytes(StandardCharsets.UTF_8);
    int count = 15_000; // 135 MB
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      for (int i = 0; i < count; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, null, value));
      }
      producer.flush();
    }
    Member member = start("-Xmx48m", STATIC, "ORDER=none", "PARALLELISM=64");
    await(() -> committed() == count || !member.isAlive());
    assertThat(member.isAlive()).isTrue();
    assertThat(done()).hasSize(count);
    assertThat(log()).doesNotContain("are lost");
  }

  @Test
  void aStoppedPartitionKeepsItsEventsForALaterVersion() throws Exception {
    send("ok", "throw", "ok");
    Member member = start("-Xmx64m", STATIC, "ON_FAILURE=stop", "ATTEMPTS=1");
    await(() -> log().contains("no further event of its partition"));
    await(() -> committed() == 1);
    member.terminate();
    assertThat(done()).containsExactly("0");
    start("-Xmx64m", STATIC, "ON_FAILURE=skip", "ATTEMPTS=1");
    await(() -> committed() == 3);
    assertThat(done()).containsExactly("0", "2");
  }

  @Test
  void aCallThatNeverEndsEndsTheProcessAndFinallyBecomesADeadLetter() throws Exception {
    send("hang", "ok");
    Member member = start("-Xmx64m", STATIC, "FUNC_TIMEOUT=1", "ATTEMPTS=1");
    for (int ends = 0; ends < 2; ends++) {
      await(() -> !member.isAlive());
      assertThat(Files.readString(directory.resolve("reason")))
          .isEqualTo(
              "the call for event " + topic + ":0:0 is still running after twice the timeout");
      member.restart();
    }
    await(() -> committed() == 2);
    assertThat(deadTexts()).containsExactly("hang ProcessEnded 0");
  }

  @Test
  void aTopicThatDoesNotExistEndsTheProcessWithTheReason() throws Exception {
    Member member = start("-Xmx64m", STATIC, "TOPIC=missing");
    await(() -> !member.isAlive());
    assertThat(member.exitValue()).isEqualTo(78);
    assertThat(Files.readString(directory.resolve("reason")))
        .isEqualTo("Kafka trigger t: topic missing does not exist on " + broker.servers());
  }

  @Test
  void aPropertyWithAnInvalidValueEndsTheProcessWithTheReason() throws Exception {
    Member member = start("-Xmx64m", STATIC, "PROPERTIES=max.poll.interval.ms=soon");
    await(() -> !member.isAlive());
    assertThat(member.exitValue()).isEqualTo(78);
    assertThat(Files.readString(directory.resolve("reason")))
        .isEqualTo(
            "Kafka trigger t: the client cannot be configured for "
                + broker.servers()
                + ": Invalid value soon for configuration max.poll.interval.ms: Not a number of"
                + " type INT");
  }

  @Test
  void aBrokerThatIsAwayAtTheStartIsAwaited() throws Exception {
    Member member = start("-Xmx64m", STATIC, "SERVERS=127.0.0.1:" + (port + 9));
    await(() -> log().contains("cannot be reached") && log().contains("function listens"));
    assertThat(member.isAlive()).isTrue();
    var probe = readiness(0);
    assertThat(probe.statusCode()).isEqualTo(503);
    assertThat(probe.body()).contains("kafka-t: 0 partitions").contains("cannot be reached");
  }

  @Test
  void aBrokerThatHasNoAddressAtTheStartIsAwaited() throws Exception {
    Member member = start("-Xmx64m", STATIC, "SERVERS=broker.invalid:9092"); // RFC 2606
    await(() -> log().contains("trying again") && log().contains("function listens"));
    assertThat(member.isAlive()).isTrue();
    var probe = readiness(0);
    assertThat(probe.statusCode()).isEqualTo(503);
    assertThat(probe.body()).contains("broker.invalid:9092 cannot be reached: the name is not");
  }

  @Test
  void aBrokerThatIsAwayLaterIsReportedByTheProbeAndTheMetrics() throws Exception {
    start("-Xmx64m", STATIC);
    send("ok");
    await(() -> committed() == 1);
    assertThat(readiness(0).body()).doesNotContain("no answer");
    broker.kill();
    try {
      String reason = "no answer about topic " + topic + " for ";
      await(() -> readiness(0).body().contains(reason));
      assertThat(readiness(0).statusCode()).isEqualTo(200);
      assertThat(metric("function_events_last_poll_age_seconds")).isGreaterThan(10);
    } finally {
      broker.restart();
    }
    await(() -> !readiness(0).body().contains("no answer"));
    send("ok");
    await(() -> committed() == 2);
  }
}
