package io.kubeless.packaging.model;

import java.time.Duration;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of a function's process.
 *
 * @param timeout maximum duration of one call, in whole seconds
 * @param concurrency maximum number of concurrent calls in one process; if absent, the runtime's
 *     default
 * @param once whether each run of its cron triggers starts a process of its own, and no process
 *     runs otherwise
 * @param env additional environment variables
 * @param config the entries for {@code Context.config}
 */
public record RuntimeSettings(
    Duration timeout,
    OptionalInt concurrency,
    boolean once,
    SortedMap<String, String> env,
    Config config) {

  /** Copies the variables. */
  public RuntimeSettings {
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
  }
}
