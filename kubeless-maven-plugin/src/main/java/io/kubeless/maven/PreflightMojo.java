package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.config.Project;
import io.kubeless.packaging.config.ProjectConfiguration;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProject;

/**
 * Checks registry and cluster before anything slow. The goal {@code deploy} runs it first; there is
 * no need to call it.
 */
@Mojo(name = "preflight", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true)
public class PreflightMojo extends AbstractClusterMojo {
  @Override
  void run() throws IOException {
    if (!project.equals(first())) {
      return;
    }
    options();
    target();
    try (Connection connection = connect(Optional.empty())) {
      connection.check();
      Project sources = modules(registry()).sources(project);
      boolean named = ProjectConfiguration.declares(sources, "image.name");
      Optional<String> registry = registryFor(connection);
      if (registry.isEmpty() && !named) {
        String image = project.getArtifactId() + ":" + project.getVersion();
        throw Preconditions.noRegistry(
            image, project.getArtifactId(), AbstractDeployMojo.place(connection));
      }
      if (registry.isPresent() && !named) {
        String image = registry.get() + "/" + project.getArtifactId();
        new Image(image, Optional.empty(), "", "")
            .registry()
            .ifPresent(host -> registries().probe(host, image + ":" + project.getVersion()));
      }
    }
  }

  private Registries registries() {
    return new Registries(insecure(), new RegistryLogins(session.getSettings(), settingsDecrypter));
  }

  /** The reactor is checked once: at its first module that is more than a parent. */
  private MavenProject first() {
    return session.getProjects().stream()
        .filter(each -> !each.getPackaging().equals("pom"))
        .findFirst()
        .orElse(session.getTopLevelProject());
  }
}
