package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.delivery.ManifestFiles;
import io.kubeless.packaging.delivery.ResultFile;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.deploy.Deployer;
import io.kubeless.packaging.deploy.FormerFunctions;
import io.kubeless.packaging.deploy.PendingChanges;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/**
 * Deploys the functions of a build, and reports the results in lines of the same form. Their pods
 * are awaited together, after the last function was applied.
 */
final class FunctionDeployments implements AutoCloseable {
  private final MavenSession session;
  private final List<FunctionModule> modules;
  private final boolean several;
  private final Log log;
  private final PendingChanges changes = new PendingChanges();
  private final List<ClusterConnection> connections = new ArrayList<>();
  private final Set<String> former = new LinkedHashSet<>();

  /** Creates the deployments of a build's modules. */
  FunctionDeployments(List<FunctionModule> modules, MavenSession session, Log log) {
    this.modules = modules;
    this.session = session;
    this.several = modules.stream().mapToLong(each -> each.functions().size()).sum() > 1;
    this.log = log;
  }

  /** Provides the image of a function, and returns the function with its digest. */
  interface Push {
    Function run(ClusterConnection connection, FunctionModule module, ConfiguredFunction function)
        throws IOException;
  }

  /**
   * Checks everything that can be checked for all functions before one of them changes anything.
   */
  void preflight() {
    for (FunctionModule module : modules) {
      for (ConfiguredFunction configured : module.functions()) {
        Function function = configured.function();
        try (ClusterConnection connection = module.settings().connect(function.namespace())) {
          deployer(connection, module, log::info).preflight(function, module.settings().target());
        }
      }
    }
  }

  private Deployer deployer(
      ClusterConnection connection, FunctionModule module, Consumer<String> lines) {
    return new Deployer(connection, module.settings().options(), lines, log::warn);
  }

  /**
   * Pushes and applies one function after the other, and waits for all of them. If one fails, the
   * following functions are not started, and the previous ones are awaited.
   */
  void run(Push push) throws IOException {
    try {
      for (FunctionModule module : modules) {
        for (ConfiguredFunction configured : module.functions()) {
          changes.start(() -> start(push, module, configured));
        }
      }
      changes.await();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    former.forEach(log::warn);
  }

  private PendingChanges.Started<Deployed> start(
      Push push, FunctionModule module, ConfiguredFunction configured) {
    ClusterConnection connection = module.settings().connect(configured.function().namespace());
    connections.add(connection);
    try {
      Function pushed = push.run(connection, module, configured);
      return apply(connection, module, configured, pushed.withNamespace(connection.namespace()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PendingChanges.Started<Deployed> apply(
      ClusterConnection connection,
      FunctionModule module,
      ConfiguredFunction configured,
      Function function)
      throws IOException {
    Path output = module.settings().output();
    Target target = module.settings().target();
    Map<Target, Manifests> rendered = ManifestFiles.write(output, function, configured);
    long start = System.nanoTime();
    return new PendingChanges.Started<>(
        deployer(connection, module, line -> log.info(named(function, line)))
            .start(function, Objects.requireNonNull(rendered.get(target)), target),
        deployed -> {
          report(function, deployed, (System.nanoTime() - start) / 1e9);
          former.addAll(former(connection, module));
          try {
            new ResultFile(output).deployed(function, target.text(), connection, deployed);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Returns a line, with the name of its function if several functions are awaited. */
  private String named(Function function, String line) {
    String label = "waiting   ";
    return several && line.startsWith(label)
        ? label + function.name() + ": " + line.substring(label.length())
        : line;
  }

  private void report(Function function, Deployed deployed, double seconds) {
    deployed.changes().forEach(change -> log.debug(change.line()));
    if (!deployed.ready().isEmpty()) {
      String pods = (several ? function.name() + " " : "") + deployed.ready();
      log.info(String.format(Locale.ROOT, "ready     %s in %.1f s", pods, seconds));
    }
    boolean reactor = several || session.getProjects().size() > 1;
    CallLines.of(function, session.getUserProperties(), reactor).forEach(log::info);
  }

  /**
   * Returns a sentence for each function that the module has deployed before and no longer
   * contains.
   */
  private static List<String> former(ClusterConnection connection, FunctionModule module) {
    Owner owner = module.functions().get(0).function().owner();
    Set<String> names =
        module.functions().stream().map(each -> each.function().name()).collect(Collectors.toSet());
    return FormerFunctions.of(connection, owner, names).stream()
        .map(
            each ->
                "The function "
                    + each.name()
                    + " is still deployed in "
                    + connection.namespace()
                    + ", and "
                    + owner.name()
                    + " no longer has it. To delete it: "
                    + each.removal())
        .toList();
  }

  /** Releases every lock, and closes the connections. */
  @Override
  public void close() {
    changes.close();
    connections.forEach(ClusterConnection::close);
  }
}
