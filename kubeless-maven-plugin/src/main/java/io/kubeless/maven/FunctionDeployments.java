package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.DeployOptions;
import io.kubeless.packaging.cluster.Deployed;
import io.kubeless.packaging.cluster.Deployer;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.maven.plugin.logging.Log;

/** Applies functions and tells what happened, in lines of one form. */
final class FunctionDeployments {
  private final DeployOptions options;
  private final Target target;
  private final Log log;

  FunctionDeployments(DeployOptions options, Target target, Log log) {
    this.options = options;
    this.target = target;
    this.log = log;
  }

  /** Checks what can be checked before an image is built. */
  void preflight(Connection connection, Function function) {
    new Deployer(connection, options, log::info).preflight(function, target);
  }

  /** Applies a function whose image has its digest. */
  void deploy(Connection connection, ConfiguredFunction configured, Function pushed, Path output)
      throws IOException {
    Function function = pushed.withNamespace(connection.namespace());
    ManifestFiles.write(output, function, configured);
    long start = System.nanoTime();
    Manifests manifests = Manifests.of(function, target, configured.fragments());
    Deployed deployed =
        new Deployer(connection, options, log::info).deploy(function, manifests, target);
    deployed.changes().forEach(change -> log.debug(change.line()));
    if (!deployed.ready().isEmpty()) {
      log.info(
          String.format(
              Locale.ROOT,
              "ready     %s in %.1f s",
              deployed.ready(),
              (System.nanoTime() - start) / 1e9));
    }
    log.info(
        "call      "
            + (function.once()
                ? schedule(function)
                : "in cluster http://"
                    + function.name()
                    + "."
                    + connection.namespace()
                    + ":"
                    + Names.SERVICE_PORT
                    + "   from here: mvn kubeless:invoke -Dkubeless.data=Duke"));
    new ResultFile(output).deployed(function, target.text(), connection, deployed);
  }

  private static String schedule(Function function) {
    return "at each tick of "
        + function.cronJobTriggers().stream()
            .map(each -> each.schedule() + each.timeZone().map(zone -> " " + zone).orElse(""))
            .collect(Collectors.joining(", "))
        + ", nothing runs in between   now: "
        + Names.tickNow(function);
  }
}
