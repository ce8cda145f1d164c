package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.Owner;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The sources of a module's configuration.
 *
 * @param owner the owner of the objects of its functions
 * @param coordinates its coordinates in the build
 * @param directory the module's base directory; files are named relative to it
 * @param sources the directory of {@code function.yaml}, usually {@code src/main/kubeless}
 * @param overlay the name of the selected overlay
 * @param registry the registry for images, such as {@code registry.acme.com/team}; absent if it is
 *     unknown
 * @param pom the configuration in the build file, without the settings of goals
 * @param properties properties of the build, without the settings of goals
 */
public record Project(
    Owner owner,
    Coordinates coordinates,
    Path directory,
    Path sources,
    Optional<String> overlay,
    Optional<String> registry,
    Mapping pom,
    Mapping properties) {

  /** Returns the name of a file in messages. */
  String name(Path file) {
    return file.startsWith(directory)
        ? directory.relativize(file).toString().replace('\\', '/')
        : file.toString();
  }
}
