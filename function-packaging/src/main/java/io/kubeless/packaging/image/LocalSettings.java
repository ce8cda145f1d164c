package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.SystemLocale;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a function that runs on this machine.
 *
 * @param port the port of the function, also for probes; 0 for any free port
 * @param secrets the Secrets that it may read
 * @param logs the format of its log, unless its environment sets one
 * @param joinGroup whether it is a member of the consumer groups of the pods, instead of groups of
 *     its own that end with it
 * @param debugPort the port for a debugger, 0 for any free port; absent if there is none
 * @param replaceable whether other processes replace it: then it does not wait for a debugger, and
 *     still accepts the connections of the last second when it is terminated
 */
public record LocalSettings(
    int port,
    LocalSecrets secrets,
    LogFormat logs,
    boolean joinGroup,
    OptionalInt debugPort,
    boolean replaceable) {

  /** Creates the settings of a process that no other one replaces. */
  public LocalSettings(
      int port, LocalSecrets secrets, LogFormat logs, boolean joinGroup, OptionalInt debugPort) {
    this(port, secrets, logs, joinGroup, debugPort, false);
  }

  /** Reports, in one exception, all variables that cannot be passed on and all missing Secrets. */
  void check(Function function) {
    List<Problem> problems = new ArrayList<>();
    if (joinGroup && function.namespace().isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.INVALID_VALUE, "The namespace of the pods is unknown")
              .at("%s", setting("joinGroup"))
              .because("it is a part of the names of their consumer groups, and not configured")
              .remedy(setting("namespace", "team-a")));
    }
    function
        .runtime()
        .env()
        .forEach((name, value) -> SystemLocale.unpassable(name, value).ifPresent(problems::add));
    secrets.require(function.mountedSecrets(), problems);
  }

  /**
   * Returns the suffix for the names of consumer groups of this user on this machine; absent if the
   * process is a member of those of the pods.
   */
  Optional<String> groupSuffix() {
    return joinGroup
        ? Optional.empty()
        : Optional.of("-local-" + word(System.getProperty("user.name", "")) + "-" + word(host()));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().split("\\.", 2)[0];
    } catch (UnknownHostException e) {
      return "localhost"; // its name is only a part of another name
    }
  }

  /** Returns a text that the names of consumers may contain, of Kafka as well as of NATS. */
  private static String word(String text) {
    return text.replaceAll("[^A-Za-z0-9_-]", "-");
  }

  /** Returns the port, which must be free; any free port if it is 0. */
  int freePort() {
    return free("port", port);
  }

  /** Returns the port for the debugger, which must be free. */
  OptionalInt freeDebugPort() {
    return debugPort.isEmpty() ? debugPort : OptionalInt.of(free("debug", debugPort.getAsInt()));
  }

  private static int free(String setting, int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.LOCAL_START_FAILED, "The function cannot listen on port %s", port)
              .at("%s", setting(setting))
              .because(Message.verbatim(String.valueOf(e.getMessage())))
              .remedy(
                  "stop the process that listens on it, or choose another port: %s selects a free one",
                  setting(setting, "0")),
          e);
    }
  }
}
