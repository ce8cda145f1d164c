package io.kubeless.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines how many connections the memory and the files of a process permit. */
final class Connections {
  private static final int BEYOND_CALLS = 2048;
  private static final int FEWEST = 64;
  private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d+) ");
  // Sockets, buffers and small requests, which the memory budget does not count, may take a quarter
  // of the heap. An idle socket takes 0.9 KiB of it, and 0.8 KiB of the kernel, which the container
  // is charged for (measured with 10 000 of them on Linux 6).
  private static final long IDLE_BYTES = 4 * 1024;
  private static final long BUSY_BYTES = 12 * 1024;
  // The part of a platform thread's stack that the JVM uses, measured on Java 17 and Linux.
  private static final long STACK_BYTES = 100 * 1024;
  // Code, classes and the JVM's own threads.
  private static final long JVM_BYTES = 40L << 20;

  private Connections() {}

  /**
   * Returns the maximum number of open connections, most of which may be idle. Idle connections
   * have neither threads nor buffers.
   *
   * @param busy maximum number of those with a request
   * @param heapBytes maximum heap
   * @param files maximum number of open files of the process, if it has one; a quarter of them is
   *     left to the function
   */
  static int open(int busy, long heapBytes, OptionalLong files) {
    long most = Math.min(heapBytes / 4 / IDLE_BYTES, forConnections(files));
    return (int) Math.min(Integer.MAX_VALUE, Math.max(most, busy));
  }

  /**
   * Returns the maximum number of connections with a request that is being read or answered.
   *
   * @param concurrency maximum number of concurrent calls
   * @param heapBytes maximum heap
   * @param limitBytes memory limit of the container, if it has one
   * @param files as for {@link #open}
   * @param virtual whether requests run on virtual threads, whose stacks are in the heap
   */
  static int busy(
      int concurrency,
      long heapBytes,
      OptionalLong limitBytes,
      OptionalLong files,
      boolean virtual) {
    long most = Math.min(2L * concurrency + BEYOND_CALLS, heapBytes / 4 / BUSY_BYTES);
    most = Math.min(most, forConnections(files));
    if (!virtual && limitBytes.isPresent()) {
      most = Math.min(most, (limitBytes.getAsLong() - heapBytes - JVM_BYTES) / STACK_BYTES);
    }
    return (int) Math.max(most, FEWEST);
  }

  private static long forConnections(OptionalLong files) {
    return files.orElse(Long.MAX_VALUE) / 4 * 3;
  }

  /** Returns how many files this process may open, if the operating system limits them. */
  static OptionalLong files() {
    try {
      return files(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) { // this is not Linux
      return OptionalLong.empty();
    }
  }

  static OptionalLong files(String limits) {
    Matcher matcher = OPEN_FILES.matcher(limits);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
