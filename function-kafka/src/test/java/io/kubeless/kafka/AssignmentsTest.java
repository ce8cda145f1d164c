package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentsTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);
  private static final List<TopicPartition> BOTH = List.of(FIRST, SECOND);
  private static final Uuid FORMER = Uuid.fromString("c3Rvcm0tc3Rvcm0tc3Rvcg");
  private static final Uuid NOW = Uuid.fromString("bm93LW5vdy1ub3ctbm93LQ");

  @TempDir Path directory;
  private final Reading consumer = new Reading();
  private final Answers answers = new Answers();
  private Dispatcher dispatcher;
  private Assignments assignments;
  private Commits commits;

  /** Answers without a broker. */
  private static final class Answers extends TopicWatch {
    private Optional<Uuid> id = Optional.empty();

    Answers() {
      super(
          TestDispatcher.settings(),
          new ClientProperties(TestDispatcher.settings(), 64 << 20),
          TestDispatcher.LOGGER);
    }

    @Override
    void ask() {}

    @Override
    Optional<Uuid> answer(Duration most) {
      return id;
    }
  }

  /** A consumer that may not be able to read committed offsets. */
  private static final class Reading extends MockConsumer<byte[], byte[]> {
    private boolean unreadable;

    Reading() {
      super("earliest");
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration timeout) {
      if (unreadable) {
        throw new TimeoutException("the coordinator does not respond");
      }
      return super.committed(partitions, timeout);
    }
  }

  @BeforeEach
  void assign() {
    consumer.assign(BOTH);
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    consumer.updateEndOffsets(Map.of(FIRST, 90L, SECOND, 90L));
    start(Start.EARLIEST);
  }

  private void start(Start start) {
    dispatcher = TestDispatcher.create(directory);
    commits = new Commits(consumer, dispatcher, TestDispatcher.LOGGER);
    assignments =
        new Assignments(
            consumer,
            dispatcher,
            commits,
            answers,
            Order.PARTITION,
            start,
            Duration.ofSeconds(1),
            TestDispatcher.LOGGER);
  }

  @AfterEach
  void closeConsumer() {
    consumer.close();
  }

  private static OffsetAndMetadata offset(long offset, Uuid id) {
    return new OffsetAndMetadata(offset, "1;;;" + id);
  }

  /** Assigns both partitions with committed offsets. */
  private void assigned(OffsetAndMetadata first, OffsetAndMetadata second) {
    consumer.commitSync(Map.of(FIRST, first, SECOND, second));
    consumer.seek(FIRST, first.offset());
    consumer.seek(SECOND, second.offset());
    assignments.onPartitionsAssigned(BOTH);
  }

  /** Passes records on that have the given offsets. */
  private void receive(Map<TopicPartition, int[]> offsets) {
    offsets.forEach(
        (id, each) ->
            IntStream.of(each)
                .forEach(
                    offset ->
                        consumer.addRecord(
                            new ConsumerRecord<>(
                                id.topic(), id.partition(), offset, new byte[0], new byte[0]))));
    assignments.add(consumer.poll(Duration.ofMillis(1)));
    dispatcher.start();
  }

  /** Commits, and returns what is committed then. */
  private Map<TopicPartition, OffsetAndMetadata> committed() {
    commits.commit(assignments.all());
    return new HashMap<>(consumer.committed(Set.copyOf(BOTH)));
  }

  @Test
  void anOffsetOfTheFormerTopicIsReplacedByTheBeginningOfTheNewOne() {
    answers.note(NOW);
    assigned(offset(7, FORMER), offset(3, NOW)); // another member has noticed it
    assertThat(assignments.identify(Optional.of(NOW))).containsExactly(FIRST);
    consumer.poll(Duration.ZERO);
    assertThat(committed()).isEqualTo(Map.of(FIRST, offset(0, NOW), SECOND, offset(3, NOW)));
  }

  @Test
  void anOffsetIsThatOfTheFormerTopicUntilTheIdIsCompared() {
    answers.note(FORMER);
    assigned(new OffsetAndMetadata(7), offset(3, FORMER));
    receive(Map.of(FIRST, new int[] {7, 8}));
    assertThat(committed()).isEqualTo(Map.of(FIRST, offset(9, FORMER), SECOND, offset(3, FORMER)));
    assertThat(assignments.identify(Optional.of(NOW))).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void anOffsetWithoutATopicIsRespected() {
    answers.note(NOW);
    assigned(new OffsetAndMetadata(7), new OffsetAndMetadata(3, "of another program"));
    assertThat(assignments.identify(Optional.of(NOW))).isEmpty();
    assertThat(committed()).isEqualTo(Map.of(FIRST, offset(7, NOW), SECOND, offset(3, NOW)));
  }

  @Test
  void aPartitionWithoutAnOffsetBeginsWithTheFirstEventIfTheProcessKnowsTheFormerTopic() {
    answers.note(FORMER);
    answers.note(NOW); // in another partition
    start(Start.LATEST);
    assignments.onPartitionsAssigned(BOTH);
    assertThat(assignments.identify(Optional.of(NOW))).containsExactlyInAnyOrder(FIRST, SECOND);
    consumer.poll(Duration.ZERO);
    assertThat(committed()).isEqualTo(Map.of(FIRST, offset(0, NOW), SECOND, offset(0, NOW)));
  }

  @Test
  void recordsThatWereReceivedBeforeTheTopicBeginsAgainAreReceivedAgain() {
    answers.note(FORMER);
    assigned(offset(7, FORMER), offset(3, FORMER));
    receive(Map.of(FIRST, new int[] {7}, SECOND, new int[] {3}));
    answers.id = Optional.of(NOW);
    consumer.seek(FIRST, 0); // because the position is beyond the end of the new topic
    dispatcher.pause(); // so that what is added is not settled
    receive(Map.of(FIRST, new int[] {0, 1}, SECOND, new int[] {4}));
    consumer.poll(Duration.ZERO);
    assertThat(committed()).isEqualTo(Map.of(FIRST, offset(0, NOW), SECOND, offset(0, NOW)));
  }

  @Test
  void aPartitionBeginsWithTheLatestEventOnlyIfNothingIsCommitted() {
    consumer.commitSync(Map.of(FIRST, offset(7, NOW)));
    consumer.seek(FIRST, 7);
    start(Start.LATEST);
    assignments.onPartitionsAssigned(BOTH);
    assertThat(consumer.position(FIRST)).isEqualTo(7);
    assertThat(consumer.position(SECOND)).isEqualTo(90);
  }

  @Test
  void aPartitionDoesNotBeginWithTheLatestEventIfItIsUnknownWhatIsCommitted() {
    consumer.seek(FIRST, 7);
    consumer.seek(SECOND, 3);
    consumer.unreadable = true;
    start(Start.LATEST);
    assignments.onPartitionsAssigned(BOTH);
    assertThat(consumer.position(FIRST)).isEqualTo(7);
    assertThat(consumer.position(SECOND)).isEqualTo(3);
  }

  @Test
  void recordsOfATruncatedLogAreProcessedAgain() {
    answers.note(NOW);
    assigned(offset(7, NOW), offset(3, NOW));
    receive(Map.of(FIRST, new int[] {7, 8}));
    answers.id = Optional.of(NOW);
    consumer.seek(FIRST, 5);
    receive(Map.of(FIRST, new int[] {5}));
    assertThat(committed()).containsEntry(FIRST, offset(6, NOW));
  }

  @Test
  void aPartitionThatBeginsAgainIsNotPaused() {
    answers.note(FORMER);
    assigned(offset(7, FORMER), offset(3, FORMER));
    consumer.pause(BOTH); // because a failure has stopped them, or for lack of memory
    assignments.identify(Optional.of(NOW));
    assertThat(consumer.paused()).isEmpty();
  }
}
