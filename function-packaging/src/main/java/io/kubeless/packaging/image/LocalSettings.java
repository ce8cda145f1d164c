package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a function that runs on this machine.
 *
 * @param port the port of the function, also for probes; 0 for any free port
 * @param secrets a directory with one directory for each Secret
 * @param readable whether its log is plain text rather than JSON
 * @param joinGroup whether it is a member of the consumer groups of the pods, instead of groups of
 *     its own that end with it
 */
public record LocalSettings(int port, Optional<Path> secrets, boolean readable, boolean joinGroup) {

  /** Reports, in one exception, all variables that cannot be passed on and all missing Secrets. */
  void check(Function function) {
    requireDirectory();
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
    problems.addAll(missing(function.mountedSecrets()));
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  /** Reports all missing Secrets in one exception. */
  void checkSecrets(List<String> names) {
    requireDirectory();
    List<Problem> problems = missing(names);
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  private void requireDirectory() {
    if (secrets.isPresent() && !Files.isDirectory(secrets.get())) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_VALUE, "The directory of Secrets does not exist")
              .at("%s", setting("secretsDirectory"))
              .because("%s is not a directory", secrets.get())
              .remedy("mkdir -p %s", secrets.get()));
    }
  }

  private List<Problem> missing(List<String> names) {
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      Path directory = secrets.orElse(Path.of("secrets")).resolve(name);
      if (secrets.isEmpty() || !Files.isDirectory(directory)) {
        problems.add(
            Problem.of(ErrorCode.SECRET_MISSING, "The Secret %s is missing", name)
                .at("%s", secrets.isPresent() ? secrets.get() : setting("secretsDirectory"))
                .because(
                    secrets.isPresent()
                        ? Message.of("it has no directory %s", name)
                        : Message.of("it is unset, and the function mounts the Secret"))
                .remedy(
                    secrets.isPresent()
                        ? Message.of("mkdir -p %s, write a file for each key into it", directory)
                        : Message.of(
                            "mkdir -p %s, write a file for each key into it, and run with %s",
                            directory, setting("secretsDirectory", "secrets"))));
      }
    }
    return problems;
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
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.LOCAL_START_FAILED, "The function cannot listen on port %s", port)
              .at("%s", setting("port"))
              .because(Message.verbatim(String.valueOf(e.getMessage())))
              .remedy(
                  "stop the process that listens on it, or choose another port: %s selects a free one",
                  setting("port", "0")),
          e);
    }
  }
}
