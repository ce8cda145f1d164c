package io.kubeless.runtime.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The input for creating sources.
 *
 * @param environment variables of the process; those of a module begin with {@code KUBELESS_} and
 *     its name
 * @param functionName name of the deployed function
 * @param timeout maximum duration of one call
 * @param concurrency maximum number of concurrent calls of all sources together; 1 or more
 * @param logger writes to the log of the function
 * @param messages reads events from messages
 * @param threads runs each task on a thread of its own, which may call the function
 * @param end ends the process
 */
public record SourceContext(
    Map<String, String> environment,
    String functionName,
    Duration timeout,
    int concurrency,
    System.Logger logger,
    MessageReader messages,
    Executor threads,
    ProcessEnd end) {
  /** The variable with the file that exists as soon as another process takes over. */
  public static final String REPLACED_FILE = "KUBELESS_REPLACED_FILE";

  /** Makes the environment read-only. */
  public SourceContext {
    environment = Collections.unmodifiableMap(environment);
  }

  /**
   * Returns whether another process takes over from this one, so that its position in a broker must
   * remain although it is that of a developer.
   */
  public boolean isReplaced() {
    String file = environment.get(REPLACED_FILE);
    return file != null && Files.exists(Path.of(file));
  }
}
