package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.SystemLocale;
import java.io.IOException;
import java.net.ServerSocket;
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
 */
public record LocalSettings(int port, Optional<Path> secrets, boolean readable) {

  /** Reports, in one exception, all variables that cannot be passed on and all missing Secrets. */
  void check(Function function) {
    if (secrets.isPresent() && !Files.isDirectory(secrets.get())) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_VALUE, "The directory of Secrets does not exist")
              .at("%s", setting("secretsDirectory"))
              .because("%s is not a directory", secrets.get())
              .remedy("mkdir -p %s", secrets.get()));
    }
    List<Problem> problems = new ArrayList<>();
    function
        .runtime()
        .env()
        .forEach((name, value) -> SystemLocale.unpassable(name, value).ifPresent(problems::add));
    for (String name : function.mountedSecrets()) {
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
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
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
