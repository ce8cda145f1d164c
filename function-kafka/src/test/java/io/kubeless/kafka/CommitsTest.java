package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.kafka.KafkaSettings.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitsTest {
  private static final TopicPartition ID = new TopicPartition("t", 0);
  private static final System.Logger LOGGER = System.getLogger("test");
  @TempDir Path directory;

  /** A consumer that validates its position, as after a change of the leader. */
  private static final class Validating extends MockConsumer<byte[], byte[]> {
    Validating() {
      super("earliest");
      assign(List.of(ID));
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
      throw new TimeoutException("the position is being validated");
    }
  }

  @Test
  void theEndOfAPartitionIsCommittedWhileItsPositionIsValidated() {
    try (Validating consumer = new Validating()) {
      Dispatcher dispatcher = TestDispatcher.create(directory);
      Partition partition = dispatcher.open(ID, Order.PARTITION, CommitMetadata.empty());
      dispatcher.add(
          partition,
          List.of(
              new ConsumerRecord<>("t", 0, 5, new byte[0], new byte[0]),
              new ConsumerRecord<>("t", 0, 7, new byte[0], new byte[0])));
      dispatcher.start();
      new Commits(consumer, dispatcher, LOGGER).commit(List.of(partition));
      assertThat(consumer.committed(Set.of(ID))).isEqualTo(Map.of(ID, new OffsetAndMetadata(8)));
    }
  }

  @Test
  void nothingIsCommittedForAPartitionWithoutARecordWhileItsPositionIsValidated() {
    try (Validating consumer = new Validating()) {
      Dispatcher dispatcher = TestDispatcher.create(directory);
      Partition partition = dispatcher.open(ID, Order.PARTITION, CommitMetadata.empty());
      new Commits(consumer, dispatcher, LOGGER).commit(List.of(partition));
      assertThat(consumer.committed(Set.of(ID))).isEmpty();
    }
  }
}
