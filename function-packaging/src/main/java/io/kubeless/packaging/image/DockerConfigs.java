package io.kubeless.packaging.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The files in which {@code docker login}, {@code podman login} and similar commands store logins.
 *
 * @see <a href="https://docs.docker.com/reference/cli/docker/#change-the-docker-directory">Docker's
 *     directory</a>
 * @see <a
 *     href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">containers-auth.json</a>
 */
final class DockerConfigs {
  private DockerConfigs() {}

  /** Returns the files by precedence, the first one first. They need not exist. */
  static List<Path> of(Map<String, String> environment, String home) {
    List<Path> files = new ArrayList<>();
    add(files, environment.get("DOCKER_CONFIG"), "config.json");
    add(files, environment.get("XDG_RUNTIME_DIR"), "containers/auth.json");
    add(files, environment.get("XDG_CONFIG_HOME"), "containers/auth.json");
    add(files, home, ".config/containers/auth.json");
    add(files, home, ".docker/config.json");
    return files;
  }

  private static void add(
      List<Path> files, @org.jspecify.annotations.Nullable String directory, String name) {
    if (directory != null && !directory.isBlank()) {
      files.add(Path.of(directory, name));
    }
  }
}
