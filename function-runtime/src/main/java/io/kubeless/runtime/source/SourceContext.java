package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.Map;

/**
 * What a provider creates sources from.
 *
 * @param environment variables of the process; those of a module begin with {@code KUBELESS_} and
 *     its name
 * @param functionName name that the function is deployed under
 * @param timeout how long one call may take
 * @param concurrency calls at the same time, of all sources together; 1 or more
 * @param logger writes to the log of the function
 */
public record SourceContext(
    Map<String, String> environment,
    String functionName,
    Duration timeout,
    int concurrency,
    System.Logger logger) {

  /** Copies the environment. */
  public SourceContext {
    environment = Map.copyOf(environment);
  }
}
