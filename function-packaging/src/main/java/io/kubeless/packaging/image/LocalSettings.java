package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Function;
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
          Problem.inProject(
              302,
              "The directory of Secrets does not exist",
              "-Dkubeless.secretsDirectory",
              secrets.get() + " is not a directory",
              "mkdir -p " + secrets.get()));
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
            Problem.inProject(
                405,
                "The Secret " + name + " is missing",
                secrets.isPresent() ? secrets.get().toString() : "-Dkubeless.secretsDirectory",
                secrets.isPresent()
                    ? "it has no directory " + name
                    : "it is unset, and the function mounts the Secret",
                "mkdir -p "
                    + directory
                    + ", write a file for each key into it"
                    + (secrets.isPresent()
                        ? ""
                        : ", and run with -Dkubeless.secretsDirectory=secrets")));
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
          Problem.inProject(
              420,
              "The function cannot listen on port " + port,
              "-Dkubeless.port",
              String.valueOf(e.getMessage()),
              "end what listens on it, or choose another one: -Dkubeless.port=0 takes any"),
          e);
    }
  }
}
