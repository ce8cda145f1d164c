package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.discovery.Handlers;
import java.util.List;
import org.apache.maven.project.MavenProject;

/**
 * A module and its functions.
 *
 * @param functions none when the module has no handler
 */
record Module(
    MavenProject project, Project sources, Handlers handlers, List<ConfiguredFunction> functions) {}
