package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.kafka.KafkaSettings.Order;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionTest {
  private static final TopicPartition ID = new TopicPartition("t", 0);

  @TempDir Path directory;

  private static List<ConsumerRecord<byte[], byte[]>> records(long... offsets) {
    return LongStream.of(offsets)
        .mapToObj(offset -> new ConsumerRecord<>("t", 0, offset, new byte[] {1}, new byte[2]))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void theFirstRecordThatIsNotSettledIsCommittedWhileAThreadProcessesOthers(Order order) {
    Partition partition = new Partition(ID, order, CommitMetadata.empty(), Map.of());
    List<Lane> lanes = partition.add(records(3, 5, 6, 9));
    assertThat(partition.committable(10).offset()).isEqualTo(3);
    List<PendingRecord> records = lanes.stream().flatMap(lane -> lane.queue.stream()).toList();
    records.get(0).settle();
    records.get(1).settle();

    assertThat(partition.committable(10).offset()).isEqualTo(6);
    assertThat(partition.committable(10).metadata()).isEmpty();
    records.subList(2, 4).forEach(PendingRecord::settle);
    assertThat(partition.committable(10).offset()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void recordsThatAnEarlierProcessHasSettledAreNotProcessed(Order order) {
    Partition first = new Partition(ID, Order.NONE, CommitMetadata.empty(), Map.of());
    first.add(records(3, 4, 5)).get(1).queue.getFirst().settle();
    CommitMetadata earlier = CommitMetadata.parse(3, first.committable(6).metadata());

    Partition partition = new Partition(ID, order, earlier, Map.of());
    assertThat(partition.add(records(3, 4, 5)).stream().flatMap(lane -> lane.queue.stream()))
        .extracting(record -> record.offset)
        .containsExactly(3L, 5L);
    assertThat(partition.state().kept()).isEqualTo(3);
  }

  @Test
  void recordsThatAreLeftWhenCallsTakeTooLongAreProcessedByOtherThreads() {
    Dispatcher dispatcher = TestDispatcher.create(directory);
    Partition partition = dispatcher.open(ID, Order.PARTITION, CommitMetadata.empty());
    dispatcher.add(partition, records(LongStream.range(0, 2000).toArray()));

    dispatcher.workHere(() -> true);
    dispatcher.start();

    assertThat(dispatcher.committable(partition, 2000).offset()).isEqualTo(2000);
    assertThat(dispatcher.state(partition)).isEqualTo(new PartitionState(0, 0, 0, 0, false));
  }
}
