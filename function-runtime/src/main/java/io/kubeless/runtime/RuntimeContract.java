package io.kubeless.runtime;

import io.kubeless.runtime.source.SourceContext;
import java.util.List;

/**
 * The contract between an image and the objects that run it: environment variables, ports, paths
 * and exit codes. The packaging renders these names and the runtime reads them; they are defined
 * only here.
 */
public final class RuntimeContract {
  /** The main class of a function. */
  public static final String MAIN_CLASS = "io.kubeless.runtime.Main";

  /** The main class of the caller that a CronJob starts. */
  public static final String CALLER_CLASS = "io.kubeless.runtime.CronCaller";

  /** The main class of a function that a CronJob starts for one call. */
  public static final String ONE_CALL_CLASS = "io.kubeless.runtime.OneCall";

  /** The main class that publishes an event to a trigger. */
  public static final String PUBLISHER_CLASS = "io.kubeless.runtime.Publisher";

  /** The main class that deletes what processes of a developer have left in brokers. */
  public static final String CLEANUP_CLASS = "io.kubeless.runtime.SourceCleanup";

  /** The working directory in the image; the class path is relative to it. */
  public static final String DIRECTORY = "/function";

  /** The descriptor, relative to the working directory. */
  public static final String DESCRIPTOR = "function.properties";

  /** System property that names the start-up archive; unset if the image has none. */
  public static final String ARCHIVE_PROPERTY = "io.kubeless.archive";

  /** System property that names the processor that the archive has machine code for. */
  public static final String ARCHIVE_CPU_PROPERTY = "io.kubeless.archive.cpu";

  /** The main class that runs while the JVM records a start-up archive. */
  public static final String TRAINING_CLASS = "io.kubeless.runtime.ArchiveTraining";

  /** In the descriptor: the binary name of the handler's class. */
  public static final String DESCRIPTOR_HANDLER = "handler";

  /** In the descriptor: the type that an event's body is bound to; absent for plain events. */
  public static final String DESCRIPTOR_INPUT = "input";

  /**
   * In the descriptor: the type that an answer is written as, without stages, optionals and
   * responses; absent if the handler declares none.
   */
  public static final String DESCRIPTOR_ANSWER = "answer";

  /**
   * In the descriptor: those of {@link #SERVICES} that the class path provides, with commas between
   * them; empty if it provides none, absent if that is unknown.
   */
  public static final String DESCRIPTOR_SERVICES = "services";

  /** The services that the runtime and the start of the JDK's network look for in all jars. */
  public static final List<String> SERVICES =
      List.of(
          "io.kubeless.runtime.Binding",
          "io.kubeless.runtime.source.EventSourceProvider",
          "java.nio.channels.spi.SelectorProvider");

  /** Port of the function, on all addresses; 8080 if unset. */
  public static final String FUNC_PORT = "FUNC_PORT";

  /** Maximum duration of one call in seconds; 180 if unset. */
  public static final String FUNC_TIMEOUT = "FUNC_TIMEOUT";

  /** Name of the runtime, which the function can read. */
  public static final String FUNC_RUNTIME = "FUNC_RUNTIME";

  /** Memory limit of the container, a Kubernetes quantity; no limit if 0 or unset. */
  public static final String FUNC_MEMORY_LIMIT = "FUNC_MEMORY_LIMIT";

  /** The handler's method. Kubeless sets it, but the descriptor takes precedence. */
  public static final String FUNC_HANDLER = "FUNC_HANDLER";

  /** The handler's module. Kubeless sets it, but the descriptor takes precedence. */
  public static final String MOD_NAME = "MOD_NAME";

  /** Name of the deployed function. */
  public static final String FUNCTION_NAME = "KUBELESS_FUNCTION_NAME";

  /**
   * Port of probes and metrics, 8081 if unset; if 0, they are served only on the function's port.
   */
  public static final String MANAGEMENT_PORT = "KUBELESS_MANAGEMENT_PORT";

  /** Whether the paths of probes are also served on the function's port: {@code true} or unset. */
  public static final String PROBES_ON_FUNCTION_PORT = "KUBELESS_PROBES_ON_FUNCTION_PORT";

  /**
   * Whether the function is ready although a source of events is not, because triggers without a
   * source also call it: {@code true} or unset.
   */
  public static final String READY_WITHOUT_SOURCES = "KUBELESS_READY_WITHOUT_SOURCES";

  /** Maximum number of concurrent calls; 1000 if unset. */
  public static final String CONCURRENCY = "KUBELESS_CONCURRENCY";

  /** Seconds between SIGTERM and the end of listening; 5 if unset. */
  public static final String DRAIN_DELAY = "KUBELESS_DRAIN_DELAY";

  /** Maximum length of a body in bytes; 6 MiB if unset. */
  public static final String MAX_BODY_BYTES = "KUBELESS_MAX_BODY_BYTES";

  /** Lowest level that is logged: TRACE, DEBUG, INFO, WARNING, ERROR, ALL or OFF; INFO if unset. */
  public static final String LOG_LEVEL = "KUBELESS_LOG_LEVEL";

  /** Format of the log: {@code json}, or {@code text} for plain text; JSON if unset. */
  public static final String LOG_FORMAT = "KUBELESS_LOG_FORMAT";

  /** Whether each call for an event of a broker has a line in the log: {@code true} or unset. */
  public static final String LOG_EVENTS = "KUBELESS_LOG_EVENTS";

  /**
   * A file that exists as soon as another process takes over from this one: what ends with a
   * developer's process, such as its position in a topic, then remains. Unset in pods.
   */
  public static final String REPLACED_FILE = SourceContext.REPLACED_FILE;

  /**
   * Whether the process ends, as on SIGTERM, when its standard input ends, because the process that
   * has started it is gone: {@code true} or unset. Unset in pods.
   */
  public static final String ENDS_WITH_INPUT = "KUBELESS_ENDS_WITH_INPUT";

  /** Path prefixes of the HTTP triggers, separated by commas. */
  public static final String HTTP_PATHS = "KUBELESS_HTTP_PATHS";

  /** Prefix of the variables about pages of other origins. Without any of them there is no CORS. */
  public static final String CORS_PREFIX = "KUBELESS_CORS_";

  /** Origins whose pages may call the function, separated by commas, or an asterisk. */
  public static final String CORS_ORIGINS = "KUBELESS_CORS_ORIGINS";

  /** Methods that such pages may use, separated by commas, or an asterisk. */
  public static final String CORS_METHODS = "KUBELESS_CORS_METHODS";

  /** Header fields that such pages may send, separated by commas, or an asterisk. */
  public static final String CORS_HEADERS = "KUBELESS_CORS_HEADERS";

  /** Header fields of responses that such pages may read, separated by commas, or an asterisk. */
  public static final String CORS_EXPOSED_HEADERS = "KUBELESS_CORS_EXPOSED_HEADERS";

  /** Whether such pages may send cookies and logins: {@code true} or unset. */
  public static final String CORS_CREDENTIALS = "KUBELESS_CORS_CREDENTIALS";

  /** Seconds for which browsers keep the answer to a preflight; 600 if unset. */
  public static final String CORS_MAX_AGE = "KUBELESS_CORS_MAX_AGE";

  /**
   * Prefix of the variables about authentication. Without any of them requests are not
   * authenticated.
   */
  public static final String AUTH_PREFIX = "KUBELESS_AUTH_";

  /** How requests are authenticated: {@code basic} or {@code jwt}. */
  public static final String AUTH_TYPE = "KUBELESS_AUTH_TYPE";

  /** Realm of the authentication; the function's name if unset. */
  public static final String AUTH_REALM = "KUBELESS_AUTH_REALM";

  /**
   * Name of the mounted Secret with the users in {@code auth}, or the keys of the issuer in {@code
   * jwks.json}.
   */
  public static final String AUTH_SECRET = "KUBELESS_AUTH_SECRET";

  /** Name of the mounted Secret with the tokens of callers inside the cluster; none if unset. */
  public static final String AUTH_CALLERS = "KUBELESS_AUTH_CALLERS";

  /** Issuer of the tokens. */
  public static final String AUTH_ISSUER = "KUBELESS_AUTH_ISSUER";

  /** Audiences of which a token must name one, separated by commas. */
  public static final String AUTH_AUDIENCE = "KUBELESS_AUTH_AUDIENCE";

  /** URL of the keys of the issuer; if unset, the issuer's own document contains it. */
  public static final String AUTH_JWKS_URL = "KUBELESS_AUTH_JWKS_URL";

  /** Claims that a token must have, as name or name=value, separated by commas. */
  public static final String AUTH_CLAIMS = "KUBELESS_AUTH_CLAIMS";

  /** Seconds by which the clock of the issuer may differ; 60 if unset. */
  public static final String AUTH_CLOCK_SKEW = "KUBELESS_AUTH_CLOCK_SKEW";

  /** Directory of the mounted configuration. */
  public static final String CONFIG_DIRECTORY = "KUBELESS_CONFIG_DIRECTORY";

  /** Default directory of the mounted configuration. */
  public static final String DEFAULT_CONFIG_DIRECTORY = "/etc/kubeless/config";

  /** Directory that contains one directory for each mounted Secret. */
  public static final String SECRETS_DIRECTORY = "KUBELESS_SECRETS_DIRECTORY";

  /** Default directory of mounted Secrets. */
  public static final String DEFAULT_SECRETS_DIRECTORY = "/etc/kubeless/secrets";

  /** File whose content Kubernetes shows as the reason of a container's end. */
  public static final String TERMINATION_LOG = "KUBELESS_TERMINATION_LOG";

  /** Default path of that file. */
  public static final String DEFAULT_TERMINATION_LOG = "/dev/termination-log";

  /** For the caller: URL of the function. */
  public static final String CALL_URL = "KUBELESS_CALL_URL";

  /** For the caller: file with the token that it sends; unset if it sends none. */
  public static final String CALL_TOKEN_FILE = "KUBELESS_CALL_TOKEN_FILE";

  /** Entry with the token that the caller sends, in the Secret of {@link #AUTH_CALLERS}. */
  public static final String CALL_TOKEN_ENTRY = "token";

  /** For a scheduled run: body of the event; unset if it has none. */
  public static final String CALL_PAYLOAD = "KUBELESS_CALL_PAYLOAD";

  /** For a scheduled run: name of its Job. */
  public static final String JOB_NAME = "KUBELESS_JOB_NAME";

  /** For a scheduled run: namespace of its Job. */
  public static final String JOB_NAMESPACE = "KUBELESS_JOB_NAMESPACE";

  /** Default port of the function. */
  public static final int DEFAULT_PORT = 8080;

  /** Default port of probes and metrics. */
  public static final int DEFAULT_MANAGEMENT_PORT = 8081;

  /** Default timeout of a call, in seconds. */
  public static final int DEFAULT_TIMEOUT_SECONDS = 180;

  /** Default drain delay, in seconds. */
  public static final int DEFAULT_DRAIN_SECONDS = 5;

  /** Default maximum number of concurrent calls. */
  public static final int DEFAULT_CONCURRENCY = 1000;

  /** Default number of seconds for which browsers keep the answer to a preflight. */
  public static final int DEFAULT_CORS_MAX_AGE = 600;

  /** Default number of seconds by which the clock of an issuer may differ. */
  public static final int DEFAULT_CLOCK_SKEW = 60;

  /** 200 unless the process is stuck. */
  public static final String LIVENESS_PATH = "/livez";

  /** 200 while the function accepts calls. */
  public static final String READINESS_PATH = "/readyz";

  /** 200 while the function accepts calls; the path that Kubeless uses. */
  public static final String HEALTH_PATH = "/healthz";

  /** Metrics in the text format of Prometheus. */
  public static final String METRICS_PATH = "/metrics";

  /** Exit code if the environment or the descriptor is invalid, or the handler cannot be loaded. */
  public static final int EXIT_CONFIGURATION = 78;

  /** Exit code if {@code onStart} failed. */
  public static final int EXIT_START = 70;

  /**
   * Exit code if the process cannot go on, for example because an event has blocked a thread for
   * good.
   */
  public static final int EXIT_FAILURE = 70;

  /** Exit code of a scheduled run if another attempt would fail in the same way. */
  public static final int EXIT_NOT_RETRYABLE = 65;

  /** Exit code of {@link #PUBLISHER_CLASS} if the broker does not respond, which may change. */
  public static final int EXIT_UNREACHABLE = 69;

  /** Exit code of the JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_OUT_OF_MEMORY = 3;

  private RuntimeContract() {}
}
