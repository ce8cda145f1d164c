package io.kubeless.maven;

import io.kubeless.packaging.discovery.MissingHandler;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Deploys like {@code deploy}, but does not compile: for an execution in the POM. All modules that
 * bind it are deployed together when the last of them is reached. With {@code -fae} or {@code -fn},
 * each one is deployed when it is reached itself.
 */
@Mojo(
    name = "deploy-no-fork",
    defaultPhase = LifecyclePhase.DEPLOY,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
public class DeployNoForkMojo extends AbstractDeployMojo {
  @Override
  void run() throws IOException {
    Module own = modulesOfClusters().read(settings());
    List<Module> due = DeployTurns.of(session).reach(session, execution, own);
    if (due.isEmpty()) {
      getLog().info("deployed with the last module that runs this goal");
      return;
    }
    boolean whole = due.size() > 1 || session.getProjects().size() == 1;
    if (whole && due.stream().allMatch(module -> module.functions().isEmpty())) {
      throw new ProblemException(
          MissingHandler.of(Path.of(project.getBuild().getOutputDirectory()), own.handlers()));
    }
    deploy(due);
  }
}
