package io.kubeless;

/**
 * What upstream's functions know of themselves.
 *
 * @see Event
 */
public final class Context {
  /** The name of the method. */
  public final String functionName;

  /** The maximum duration of a call in seconds. */
  public final String timeout;

  /** The runtime, such as {@code java25}. */
  public final String runtime;

  /** The memory limit as it is configured, such as {@code 256Mi}; {@code 0} for none. */
  public final String memoryLimit;

  /** Creates a context. */
  public Context(String functionName, String timeout, String runtime, String memoryLimit) {
    this.functionName = functionName;
    this.timeout = timeout;
    this.runtime = runtime;
    this.memoryLimit = memoryLimit;
  }
}
