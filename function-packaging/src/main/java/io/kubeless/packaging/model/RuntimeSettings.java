package io.kubeless.packaging.model;

import java.time.Duration;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the process of a function is given.
 *
 * @param timeout how long one call may take, whole seconds
 * @param concurrency calls at the same time in one process; absent for the runtime's default
 * @param once whether a process is started for each tick of its cron triggers, and nothing between
 * @param env further environment variables
 * @param config what {@code Context.config} reads
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
