package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.DeployOptions;
import io.kubeless.packaging.cluster.Deployed;
import io.kubeless.packaging.cluster.Deployer;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/** Applies functions and tells what happened, in lines of one form. */
final class FunctionDeployments {
  private final DeployOptions options;
  private final Target target;
  private final Properties commandLine;
  private final boolean several;
  private final Log log;

  /** Makes the deployments of one module of a build. */
  FunctionDeployments(Module module, MavenSession session, Log log) {
    this.options = module.settings().options();
    this.target = module.settings().target();
    this.commandLine = session.getUserProperties();
    this.several = session.getProjects().size() > 1 || module.functions().size() > 1;
    this.log = log;
  }

  private Deployer deployer(Connection connection) {
    return new Deployer(connection, options, log::info, log::warn);
  }

  /** Checks what can be checked before an image is built. */
  void preflight(Connection connection, Function function) {
    deployer(connection).preflight(function, target);
  }

  /** Applies a function whose image has its digest. */
  void deploy(Connection connection, ConfiguredFunction configured, Function pushed, Path output)
      throws IOException {
    Function function = pushed.withNamespace(connection.namespace());
    ManifestFiles.write(output, function, configured);
    long start = System.nanoTime();
    Manifests manifests = Manifests.of(function, target, configured.fragments());
    Deployed deployed = deployer(connection).deploy(function, manifests, target);
    deployed.changes().forEach(change -> log.debug(change.line()));
    if (!deployed.ready().isEmpty()) {
      log.info(
          String.format(
              Locale.ROOT,
              "ready     %s in %.1f s",
              deployed.ready(),
              (System.nanoTime() - start) / 1e9));
    }
    CallLines.of(function, commandLine, several).forEach(log::info);
    new ResultFile(output).deployed(function, target.text(), connection, deployed);
  }
}
