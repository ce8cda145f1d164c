package io.kubeless.maven;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;

/**
 * Deploys as {@code deploy} does, in a build that has compiled already: for an execution in the
 * POM. It acts once, when the last module that binds it is reached.
 */
@Mojo(
    name = "deploy-no-fork",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
public class DeployNoForkMojo extends AbstractDeployMojo {
  private static final Set<String> REACHED = new HashSet<>();

  @Override
  void run() throws IOException {
    if (last()) {
      deploy(modulesOfClusters().all());
    } else {
      getLog().info("deployed with the last module that binds this goal");
    }
  }

  /** Returns whether every other module that binds the goal was here before. */
  private boolean last() {
    synchronized (REACHED) {
      String start = session.getRequest().getStartTime().toInstant() + " ";
      REACHED.removeIf(each -> !each.startsWith(start));
      REACHED.add(start + project.getId());
      return session.getProjects().stream()
          .filter(this::binds)
          .allMatch(each -> REACHED.contains(start + each.getId()));
    }
  }

  private boolean binds(MavenProject each) {
    return each.getBuildPlugins().stream()
        .filter(found -> found.getKey().equals(plugin.getGroupId() + ":" + plugin.getArtifactId()))
        .flatMap(found -> found.getExecutions().stream())
        .anyMatch(found -> found.getGoals().contains("deploy-no-fork"));
  }
}
