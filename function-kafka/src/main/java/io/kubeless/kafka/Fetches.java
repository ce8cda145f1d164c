package io.kubeless.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Limits how many records are fetched before others are settled. Used by the thread that polls. */
final class Fetches {
  private static final int MOST_KEPT = 2000; // of a partition

  private final Consumer<byte[], byte[]> consumer;
  private final Dispatcher dispatcher;
  private final long bufferBytes;
  private boolean full;

  /**
   * Creates the limits of all partitions.
   *
   * @param bufferBytes of keys and values, which the partitions share equally
   */
  Fetches(Consumer<byte[], byte[]> consumer, Dispatcher dispatcher, long bufferBytes) {
    this.consumer = consumer;
    this.dispatcher = dispatcher;
    this.bufferBytes = bufferBytes;
  }

  /** Pauses partitions with many records in memory, and resumes them when half are settled. */
  void limit(Collection<Partition> partitions) {
    long most = bufferBytes / Math.max(1, partitions.size());
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    full = false;
    for (Partition partition : partitions) {
      PartitionState state = dispatcher.state(partition);
      boolean enough = state.kept() >= MOST_KEPT || state.bytes() >= most || state.stopped();
      boolean half = state.kept() <= MOST_KEPT / 2 && state.bytes() <= most / 2;
      if (enough && !partition.paused) {
        partition.paused = true;
        pause.add(partition.id);
      } else if (partition.paused && half && !state.stopped()) {
        partition.paused = false;
        resume.add(partition.id);
      }
      full |= partition.paused && !state.stopped();
    }
    consumer.pause(pause);
    consumer.resume(resume);
  }

  /** Returns whether records can be fetched only after some of those in memory are settled. */
  boolean full() {
    return full;
  }
}
