package io.kubeless.runtime;

/**
 * What an image and the objects that run it agree on: environment variables, ports, paths, exit
 * codes. The packaging renders these names and the runtime reads them; they stand nowhere else.
 */
public final class RuntimeContract {
  /** The main class of a function. */
  public static final String MAIN_CLASS = "io.kubeless.runtime.Main";

  /** The main class of the caller that a CronJob starts. */
  public static final String CALLER_CLASS = "io.kubeless.runtime.CronCaller";

  /** The main class of a function that a CronJob starts for one call. */
  public static final String ONE_CALL_CLASS = "io.kubeless.runtime.OneCall";

  /** The working directory in the image; the class path is relative to it. */
  public static final String DIRECTORY = "/function";

  /** The baked descriptor, relative to the working directory. */
  public static final String DESCRIPTOR = "function.properties";

  /** In the descriptor: the binary name of the handler's class. */
  public static final String DESCRIPTOR_HANDLER = "handler";

  /** In the descriptor: the type that an event's body is bound to; absent for plain events. */
  public static final String DESCRIPTOR_INPUT = "input";

  /**
   * In the descriptor: the type that an answer is written as, below stages, optionals and
   * responses; absent when the handler declares none.
   */
  public static final String DESCRIPTOR_ANSWER = "answer";

  /** Port of the function, on all addresses; 8080 when unset. */
  public static final String FUNC_PORT = "FUNC_PORT";

  /** Seconds that one call may take; 180 when unset. */
  public static final String FUNC_TIMEOUT = "FUNC_TIMEOUT";

  /** Name of the runtime, told to the function. */
  public static final String FUNC_RUNTIME = "FUNC_RUNTIME";

  /** Memory limit of the container, a Kubernetes quantity; 0 or unset is none. */
  public static final String FUNC_MEMORY_LIMIT = "FUNC_MEMORY_LIMIT";

  /** The handler's method; Kubeless sets it, the descriptor is what counts. */
  public static final String FUNC_HANDLER = "FUNC_HANDLER";

  /** The handler's module; Kubeless sets it, the descriptor is what counts. */
  public static final String MOD_NAME = "MOD_NAME";

  /** Name that the function is deployed under. */
  public static final String FUNCTION_NAME = "KUBELESS_FUNCTION_NAME";

  /** Port of probes and metrics, 8081 when unset; 0 leaves them on the function's port alone. */
  public static final String MANAGEMENT_PORT = "KUBELESS_MANAGEMENT_PORT";

  /** Whether the probes' paths are served on the function's port too: {@code true} or unset. */
  public static final String PROBES_ON_FUNCTION_PORT = "KUBELESS_PROBES_ON_FUNCTION_PORT";

  /** Calls at the same time; 1000 when unset. */
  public static final String CONCURRENCY = "KUBELESS_CONCURRENCY";

  /** Seconds between SIGTERM and the end of listening; 5 when unset. */
  public static final String DRAIN_DELAY = "KUBELESS_DRAIN_DELAY";

  /** Longest body in bytes; 6 MiB when unset. */
  public static final String MAX_BODY_BYTES = "KUBELESS_MAX_BODY_BYTES";

  /**
   * Lowest level that is logged: TRACE, DEBUG, INFO, WARNING, ERROR, ALL or OFF; INFO when unset.
   */
  public static final String LOG_LEVEL = "KUBELESS_LOG_LEVEL";

  /** Form of the log: {@code json}, or {@code text} for people; JSON when unset. */
  public static final String LOG_FORMAT = "KUBELESS_LOG_FORMAT";

  /** Path prefixes of the HTTP triggers, separated by commas. */
  public static final String HTTP_PATHS = "KUBELESS_HTTP_PATHS";

  /** Directory of the mounted configuration. */
  public static final String CONFIG_DIRECTORY = "KUBELESS_CONFIG_DIRECTORY";

  /** Where the configuration is mounted unless told otherwise. */
  public static final String DEFAULT_CONFIG_DIRECTORY = "/etc/kubeless/config";

  /** Directory that holds one directory for each mounted Secret. */
  public static final String SECRETS_DIRECTORY = "KUBELESS_SECRETS_DIRECTORY";

  /** Where Secrets are mounted unless told otherwise. */
  public static final String DEFAULT_SECRETS_DIRECTORY = "/etc/kubeless/secrets";

  /** File that Kubernetes shows as the reason of a container's end. */
  public static final String TERMINATION_LOG = "KUBELESS_TERMINATION_LOG";

  /** Where Kubernetes looks for that reason. */
  public static final String DEFAULT_TERMINATION_LOG = "/dev/termination-log";

  /** Of the caller: URL of the function. */
  public static final String CALL_URL = "KUBELESS_CALL_URL";

  /** Of a tick: body of the event; unset for none. */
  public static final String CALL_PAYLOAD = "KUBELESS_CALL_PAYLOAD";

  /** Of a tick: name of its Job. */
  public static final String JOB_NAME = "KUBELESS_JOB_NAME";

  /** Of a tick: namespace of its Job. */
  public static final String JOB_NAMESPACE = "KUBELESS_JOB_NAMESPACE";

  /** Port of the function unless told otherwise. */
  public static final int DEFAULT_PORT = 8080;

  /** Port of probes and metrics unless told otherwise. */
  public static final int DEFAULT_MANAGEMENT_PORT = 8081;

  /** Seconds that one call may take unless told otherwise. */
  public static final int DEFAULT_TIMEOUT_SECONDS = 180;

  /** Seconds of draining unless told otherwise. */
  public static final int DEFAULT_DRAIN_SECONDS = 5;

  /** Calls at the same time unless told otherwise. */
  public static final int DEFAULT_CONCURRENCY = 1000;

  /** 200 while the process is not wedged. */
  public static final String LIVENESS_PATH = "/livez";

  /** 200 while it takes calls. */
  public static final String READINESS_PATH = "/readyz";

  /** 200 while it takes calls; the name that Kubeless knows. */
  public static final String HEALTH_PATH = "/healthz";

  /** Metrics in the text format of Prometheus. */
  public static final String METRICS_PATH = "/metrics";

  /** Exit code when the environment or the descriptor is wrong, or the handler cannot be loaded. */
  public static final int EXIT_CONFIGURATION = 78;

  /** Exit code when {@code onStart} failed. */
  public static final int EXIT_START = 70;

  /** Exit code of a tick when another attempt would fail in the same way. */
  public static final int EXIT_NOT_RETRYABLE = 65;

  /** Exit code of the JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_OUT_OF_MEMORY = 3;

  private RuntimeContract() {}
}
