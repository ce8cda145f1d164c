package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMetadataTest {
  private static final Optional<Uuid> ID = Optional.of(Uuid.fromString("c3Rvcm0tc3Rvcm0tc3Rvcg"));

  private static PendingRecord record(long offset, boolean settled, int attempts) {
    PendingRecord record =
        new PendingRecord(
            new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0]), 0, attempts, 0);
    if (settled) {
      record.settle();
    }
    return record;
  }

  @Test
  void theNextOwnerKnowsSettledRecordsAndAttemptsAfterTheCommittedOffset() {
    CommitMetadata written =
        CommitMetadata.of(
            ID,
            List.of(
                record(100, false, 2),
                record(101, true, 0),
                record(105, false, 0), // offsets have gaps
                record(107, true, 0),
                record(108, false, 1)));
    assertThat(written.text()).isEqualTo("1;gg==;0:2,8:1;c3Rvcm0tc3Rvcm0tc3Rvcg");
    CommitMetadata read = CommitMetadata.parse(100, written.text());
    assertThat(read).isEqualTo(written);
    for (long offset = 90; offset < 200; offset++) {
      assertThat(read.settled(offset)).isEqualTo(offset == 101 || offset == 107);
      assertThat(read.attempts(offset)).isEqualTo(offset == 100 ? 2 : offset == 108 ? 1 : 0);
    }
  }

  @Test
  void theNextOwnerKnowsTheTopicAlsoIfAllRecordsAreSettled() {
    String text = CommitMetadata.of(ID, List.of()).text();
    assertThat(text).isEqualTo("1;;;c3Rvcm0tc3Rvcm0tc3Rvcg");
    assertThat(CommitMetadata.parse(100, text).topicId()).isEqualTo(ID);
    assertThat(CommitMetadata.parse(100, text).settled(100)).isFalse();
  }

  @Test
  void textOfAnEarlierVersionHasNoTopicButSettledRecordsAndAttempts() {
    CommitMetadata read = CommitMetadata.parse(100, "1;gg==;0:2,8:1");
    assertThat(read.topicId()).isEmpty();
    assertThat(read.settled(107)).isTrue();
    assertThat(read.attempts(108)).isEqualTo(1);
    assertThat(read.text()).isEqualTo("1;gg==;0:2,8:1");
  }

  @Test
  void withoutTopicSettledRecordsAndAttemptsThereIsNoText() {
    List<PendingRecord> window = List.of(record(7, false, 0), record(8, false, 0));
    assertThat(CommitMetadata.of(Optional.empty(), List.of()).text()).isEmpty();
    assertThat(CommitMetadata.of(Optional.empty(), window).text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some text",
        "2;AA==;",
        "1;not Base64!;",
        "1;AA==;x:y",
        "1;AA==;1",
        "1;gg==;;id",
        "1;gg==;;;"
      })
  void textOfAnotherProgramIsIgnored(String text) {
    CommitMetadata read = CommitMetadata.parse(100, text);
    assertThat(read.settled(100)).isFalse();
    assertThat(read.settled(101)).isFalse();
    assertThat(read.attempts(101)).isZero();
    assertThat(read.topicId()).isEmpty();
  }

  @Test
  void theTextIsNeverLongerThanABrokerAccepts() {
    List<PendingRecord> window = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      window.add(record(i, i % 2 == 1, 3));
    }
    String text = CommitMetadata.of(ID, window).text();
    assertThat(text.length()).isBetween(3000, 4096);
    CommitMetadata read = CommitMetadata.parse(0, text);
    assertThat(read.topicId()).isEqualTo(ID);
    assertThat(read.settled(9_999)).isTrue();
    assertThat(read.settled(29_999)).isFalse();
  }
}
