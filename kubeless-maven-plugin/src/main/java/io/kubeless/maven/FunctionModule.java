package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.discovery.Handlers;
import java.util.List;
import org.apache.maven.project.MavenProject;

/**
 * A module and its functions.
 *
 * @param settings the settings of its POM, the command line and the environment for the goal
 * @param functions empty if the module has no handler
 */
record FunctionModule(
    GoalSettings settings, Project sources, Handlers handlers, List<ConfiguredFunction> functions) {

  MavenProject project() {
    return settings.project();
  }
}
