package io.kubeless.kafka;

import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * What is committed in addition to an offset: which of the following records are settled, because
 * records that need not wait for each other are settled in another order, and how many attempts
 * others have had. It also names the topic, because an offset means nothing for one that was
 * created again under the same name. It is text, whose length the broker limits to 4096 bytes by
 * default ({@code offset.metadata.max.bytes}).
 *
 * @param topicId the id of the topic, empty if it is unknown
 * @param first the committed offset
 * @param settled offsets of settled records, relative to the first
 * @param attempts the numbers of attempts, by relative offset
 */
record CommitMetadata(
    Optional<Uuid> topicId, long first, BitSet settled, Map<Integer, Integer> attempts) {
  private static final String VERSION = "1";
  private static final int MOST_CHARACTERS = 4000;
  private static final int MOST_BITS = MOST_CHARACTERS / 2 * 6;
  private static final CommitMetadata EMPTY =
      new CommitMetadata(Optional.empty(), 0, new BitSet(), Map.of());

  CommitMetadata {
    settled = (BitSet) settled.clone();
    attempts = Collections.unmodifiableMap(new TreeMap<>(attempts));
  }

  /** Returns the metadata for an offset after which no record has been processed. */
  static CommitMetadata empty() {
    return EMPTY;
  }

  /** Returns the metadata of records in the order of their offsets. */
  static CommitMetadata of(Optional<Uuid> topicId, Collection<PendingRecord> window) {
    long first = window.isEmpty() ? 0 : window.iterator().next().offset;
    BitSet settled = new BitSet();
    Map<Integer, Integer> attempts = new TreeMap<>();
    for (PendingRecord record : window) {
      long relative = record.offset - first;
      if (relative >= MOST_BITS) {
        break;
      }
      if (record.settled()) {
        settled.set((int) relative);
      } else if (record.attempts > 0) {
        attempts.put((int) relative, record.attempts);
      }
    }
    return new CommitMetadata(topicId, first, settled, attempts);
  }

  /**
   * Reads the metadata of a committed offset. Earlier versions wrote no topic id. Text that this
   * class did not write is ignored: the records are processed again.
   */
  static CommitMetadata parse(long offset, String text) {
    String[] parts = text.split(";", -1);
    if (parts.length < 3 || parts.length > 4 || !parts[0].equals(VERSION)) {
      return EMPTY;
    }
    try {
      Map<Integer, Integer> attempts = new TreeMap<>();
      for (String pair : parts[2].split(",", -1)) {
        if (!pair.isEmpty()) {
          String[] numbers = pair.split(":", 2);
          attempts.put(Integer.valueOf(numbers[0]), Integer.valueOf(numbers[1]));
        }
      }
      return new CommitMetadata(
          parts.length == 3 ? Optional.empty() : Optional.of(Uuid.fromString(parts[3])),
          offset,
          BitSet.valueOf(Base64.getDecoder().decode(parts[1])),
          attempts);
    } catch (RuntimeException e) {
      return EMPTY;
    }
  }

  /** Returns the text to commit, empty if there is nothing to tell. */
  String text() {
    if (isEmpty() && topicId.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(VERSION).append(';');
    text.append(Base64.getEncoder().encodeToString(settled.toByteArray())).append(';');
    String separator = "";
    for (Map.Entry<Integer, Integer> entry : attempts.entrySet()) {
      String pair = separator + entry.getKey() + ":" + entry.getValue();
      if (text.length() + pair.length() > MOST_CHARACTERS) {
        break;
      }
      text.append(pair);
      separator = ",";
    }
    topicId.ifPresent(id -> text.append(';').append(id));
    return text.toString();
  }

  /** Returns whether nothing is known about the records after the offset. */
  boolean isEmpty() {
    return settled.isEmpty() && attempts.isEmpty();
  }

  /** Returns whether the record at an offset is settled. */
  boolean settled(long offset) {
    long relative = offset - first;
    return relative >= 0 && relative < settled.length() && settled.get((int) relative);
  }

  /** Returns the number of attempts for the record at an offset. */
  int attempts(long offset) {
    long relative = offset - first;
    return relative >= 0 && relative < MOST_BITS ? attempts.getOrDefault((int) relative, 0) : 0;
  }
}
