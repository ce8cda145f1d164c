package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.kafka.KafkaSettings.Mode;
import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Start;
import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.FailurePolicy.OnFailure;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Returns a dispatcher whose function succeeds, on the thread that adds a record. */
  private Dispatcher dispatcher() {
    FailurePolicy failures =
        new FailurePolicy(RetryPolicy.DEFAULT, OnFailure.SKIP, Optional.empty());
    KafkaSettings settings =
        new KafkaSettings(
            "t",
            "kafka:9092",
            "t",
            Mode.STREAM,
            "g",
            false,
            Optional.empty(),
            Order.PARTITION,
            1,
            failures,
            Start.EARLIEST,
            false,
            Optional.empty(),
            Optional.empty(),
            Map.of());
    SourceContext context =
        new SourceContext(
            Map.of(),
            "f",
            Duration.ofSeconds(1),
            1,
            LOGGER,
            message -> {
              throw new IllegalStateException("no message is read");
            },
            Runnable::run,
            (cause, reason) -> {});
    Calls calls = delivery -> delivery.deliver(new Outcome.Answered(Answer.of(200)));
    return new Dispatcher(
        1,
        context.threads(),
        new Attempts(failures, "", calls, context),
        new DeadLetters(settings, new ClientProperties(settings, 64 << 20)),
        new DeadLetterRetries(settings, LOGGER),
        InFlightJournal.open(directory.resolve("journal"), 1),
        new TriggerMetrics("kafka", "t"));
  }

  @Test
  void theEndOfAPartitionIsCommittedWhileItsPositionIsValidated() {
    try (Validating consumer = new Validating()) {
      Dispatcher dispatcher = dispatcher();
      Partition partition = dispatcher.open(ID, Order.PARTITION, CommitMetadata.empty());
      dispatcher.add(
          partition,
          List.of(
              new ConsumerRecord<>("t", 0, 5, new byte[0], new byte[0]),
              new ConsumerRecord<>("t", 0, 7, new byte[0], new byte[0])));
      new Commits(consumer, dispatcher, LOGGER).commit(List.of(partition));
      assertThat(consumer.committed(Set.of(ID))).isEqualTo(Map.of(ID, new OffsetAndMetadata(8)));
    }
  }

  @Test
  void nothingIsCommittedForAPartitionWithoutARecordWhileItsPositionIsValidated() {
    try (Validating consumer = new Validating()) {
      Dispatcher dispatcher = dispatcher();
      Partition partition = dispatcher.open(ID, Order.PARTITION, CommitMetadata.empty());
      new Commits(consumer, dispatcher, LOGGER).commit(List.of(partition));
      assertThat(consumer.committed(Set.of(ID))).isEmpty();
    }
  }
}
