package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;

/**
 * The input for creating sources.
 *
 * @param environment variables of the process; those of a module begin with {@code KUBELESS_} and
 *     its name
 * @param functionName name of the deployed function
 * @param timeout maximum duration of one call
 * @param concurrency maximum number of concurrent calls of all sources together; 1 or more
 * @param logger writes to the log of the function
 */
public record SourceContext(
    Map<String, String> environment,
    String functionName,
    Duration timeout,
    int concurrency,
    System.Logger logger) {

  /** Makes the environment read-only. */
  public SourceContext {
    environment = Collections.unmodifiableMap(environment);
  }
}
