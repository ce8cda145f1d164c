package io.kubeless.runtime.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one trigger that are being processed, in a file that survives the end of the
 * process but not that of the pod. The file is mapped, so that an entry is a write to memory and is
 * nevertheless kept by the operating system if the process is killed. The events of a process that
 * has ended are suspected of being the reason. A journal is used by one thread at a time, except
 * for {@link #move}.
 *
 * <p>Without a file, for example because the directory is read-only, no event is ever suspected.
 */
public final class InFlightJournal implements AutoCloseable {
  private static final int SLOT_BYTES = 24;
  private static final int STATE = 0; // 1 while the slot is in use
  private static final int PARTITION = 4;
  private static final int OFFSET = 8;
  private static final int DEATHS = 16;

  /** An event of the trigger. */
  private record Suspect(int partition, long offset) {}

  private final Map<Suspect, Integer> suspects;
  private final @Nullable FileChannel channel;
  private final @Nullable ByteBuffer slots;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  private InFlightJournal(
      Map<Suspect, Integer> suspects,
      @Nullable FileChannel channel,
      @Nullable ByteBuffer slots,
      int size) {
    this.suspects = suspects;
    this.channel = channel;
    this.slots = slots;
    for (int i = 0; i < size; i++) {
      free.add(i);
    }
  }

  /**
   * Opens the journal and reads what an earlier process has left.
   *
   * @param size maximum number of events that are processed at the same time
   */
  public static InFlightJournal open(Path file, int size) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) { // another process on this machine
        channel.close();
        return new InFlightJournal(Map.of(), null, null, size);
      }
      int earlier = (int) Math.min(channel.size() / SLOT_BYTES, 100_000);
      ByteBuffer slots =
          channel.map(
              FileChannel.MapMode.READ_WRITE, 0, (long) Math.max(size, earlier) * SLOT_BYTES);
      return new InFlightJournal(read(slots, Math.max(size, earlier)), channel, slots, size);
    } catch (IOException | OverlappingFileLockException e) {
      return new InFlightJournal(Map.of(), null, null, size);
    }
  }

  /** Reads the slots in use, and clears them. */
  private static Map<Suspect, Integer> read(ByteBuffer slots, int count) {
    Map<Suspect, Integer> suspects = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int at = i * SLOT_BYTES;
      if (slots.getInt(at + STATE) == 1) {
        suspects.merge(
            new Suspect(slots.getInt(at + PARTITION), slots.getLong(at + OFFSET)),
            slots.getInt(at + DEATHS) + 1,
            Math::max);
      }
      slots.putInt(at + STATE, 0);
    }
    return suspects;
  }

  /**
   * Returns how often processes have ended during the processing of a partition's events, by
   * offset.
   */
  public Map<Long, Integer> suspects(int partition) {
    Map<Long, Integer> deaths = new HashMap<>();
    suspects.forEach(
        (suspect, count) -> {
          if (suspect.partition() == partition) {
            deaths.put(suspect.offset(), count);
          }
        });
    return deaths;
  }

  /**
   * Notes that the processing of an event begins.
   *
   * @param partition a part of the events, such as a partition of a topic; 0 if there are no parts
   * @param offset identifies the event within the part
   * @param deaths how often processes have already ended during its processing
   * @return the slot, for {@link #end}
   */
  public int begin(int partition, long offset, int deaths) {
    int slot = free.removeFirst();
    ByteBuffer present = slots;
    if (present != null) {
      int at = slot * SLOT_BYTES;
      present.putInt(at + PARTITION, partition);
      present.putLong(at + OFFSET, offset);
      present.putInt(at + DEATHS, deaths);
      present.putInt(at + STATE, 1);
    }
    return slot;
  }

  /**
   * Notes that the processing of an event has ended, and that of another one of the same part
   * begins, during which no process has ended. Threads may move different slots at the same time.
   *
   * @param offset of the other event
   */
  public void move(int slot, long offset) {
    ByteBuffer present = slots;
    if (present != null) {
      present.putLong(slot * SLOT_BYTES + OFFSET, offset);
    }
  }

  /** Notes that the processing of an event has ended. */
  public void end(int slot) {
    ByteBuffer present = slots;
    if (present != null) {
      present.putInt(slot * SLOT_BYTES + STATE, 0);
    }
    free.addFirst(slot);
  }

  /** Closes the file. Events whose processing has not ended remain noted. */
  @Override
  public void close() {
    FileChannel present = channel;
    if (present != null) {
      try {
        present.close();
      } catch (IOException e) {
        // The process ends.
      }
    }
  }
}
