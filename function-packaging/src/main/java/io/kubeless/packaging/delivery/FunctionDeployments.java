package io.kubeless.packaging.delivery;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.deploy.Deployer;
import io.kubeless.packaging.deploy.PendingChanges;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Deploys functions, also of several owners and to several clusters, and reports the results in
 * lines of the same form. The functions are pushed and applied one after the other; then, all of
 * them are awaited together in the calling thread.
 */
public final class FunctionDeployments implements AutoCloseable {
  private final List<Delivery> deliveries;
  private final FrontEnd frontEnd;
  private final java.util.function.Function<Function, List<Message>> calls;
  private final boolean several;
  private final PendingChanges changes = new PendingChanges();
  private final List<ClusterConnection> connections = new ArrayList<>();
  private final Set<String> former = new LinkedHashSet<>();

  /**
   * Creates the deployments, without sending a request.
   *
   * @param calls returns the lines that report how to call a function
   */
  public FunctionDeployments(
      List<Delivery> deliveries,
      FrontEnd frontEnd,
      java.util.function.Function<Function, List<Message>> calls) {
    this.deliveries = List.copyOf(deliveries);
    this.frontEnd = frontEnd;
    this.calls = calls;
    this.several = deliveries.stream().mapToLong(each -> each.functions().size()).sum() > 1;
  }

  /** Provides the image of a function, and returns the function with its digest. */
  private interface Source {
    Function image(ClusterConnection connection, Delivery delivery, ConfiguredFunction configured)
        throws IOException;
  }

  /**
   * Pushes and applies one function after the other, and waits for all of them. Everything that can
   * be checked for all functions is checked before one of them changes anything. If one fails, the
   * following functions are not started, and the previous ones are awaited.
   *
   * @throws ProblemException with the problems of all functions that failed
   */
  public void deploy() throws IOException {
    for (Delivery delivery : deliveries) {
      for (ConfiguredFunction configured : delivery.functions()) {
        Function function = configured.function();
        try (ClusterConnection connection = delivery.connect(function)) {
          Requirements.requireRegistry(
              function.image(),
              function.name(),
              connection.context() + " (" + connection.server() + ")");
        }
      }
    }
    run(this::push, false);
  }

  /**
   * Applies images that were pushed before, in the same way.
   *
   * @throws ProblemException with the problems of all functions that failed
   */
  public void apply() throws IOException {
    run(this::pushed, false);
  }

  /**
   * Applies manifests of functions that were pushed elsewhere, in the same way.
   *
   * @throws ProblemException with the problems of all functions that failed
   */
  public void applyPushed() throws IOException {
    run(
        (connection, delivery, configured) -> {
          frontEnd.announce(connection, delivery.target());
          return configured.function();
        },
        true);
  }

  /** Runs all deployments; {@code rendered} if the manifests exist already. */
  private void run(Source source, boolean rendered) throws IOException {
    preflight(rendered);
    try {
      for (Delivery delivery : deliveries) {
        for (ConfiguredFunction configured : delivery.functions()) {
          changes.start(() -> start(source, delivery, configured));
        }
      }
      changes.await();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    former.forEach(frontEnd.warnings());
  }

  /** Checks all functions, and throws the problems of all of them together. */
  private void preflight(boolean rendered) throws IOException {
    Set<Problem> problems = new LinkedHashSet<>();
    for (Delivery delivery : deliveries) {
      for (ConfiguredFunction configured : delivery.functions()) {
        Function function = configured.function();
        try (ClusterConnection connection = delivery.connect(function)) {
          deployer(connection, delivery, frontEnd.lines())
              .preflight(
                  function.withNamespace(connection.namespace()),
                  delivery.target(),
                  delivery.rendered(configured, rendered));
        } catch (ProblemException e) {
          if (e.problems().stream()
              .anyMatch(each -> each.code() == ErrorCode.CLUSTER_UNREACHABLE)) {
            throw e; // the others would wait for the same timeout
          }
          problems.addAll(e.problems());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(List.copyOf(problems));
    }
  }

  private Deployer deployer(
      ClusterConnection connection, Delivery delivery, Consumer<String> lines) {
    return new Deployer(connection, delivery.options(), lines, frontEnd.warnings());
  }

  private PendingChanges.Started<Deployed> start(
      Source source, Delivery delivery, ConfiguredFunction configured) {
    ClusterConnection connection = delivery.connect(configured.function());
    connections.add(connection);
    try {
      Function function =
          source.image(connection, delivery, configured).withNamespace(connection.namespace());
      Function routed =
          deployer(connection, delivery, frontEnd.lines()).withChoices(function, delivery.target());
      return apply(connection, delivery, configured, routed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Function push(
      ClusterConnection connection, Delivery delivery, ConfiguredFunction configured)
      throws IOException {
    frontEnd.announce(connection, delivery.target());
    Function function = forNodesOf(connection, configured);
    String digest = delivery.images().push(function);
    new ResultFile(delivery.output()).image(function, "pushed", digest, Optional.empty());
    return function.withImage(function.image().withDigest(digest));
  }

  /**
   * Returns a function whose image has the architectures of the nodes, unless they are configured.
   */
  static Function forNodesOf(ClusterConnection connection, ConfiguredFunction configured) {
    Function function = configured.function();
    Image image = function.image();
    return configured.sets("image.architecture")
        ? function
        : function.withImage(
            image.withArchitectures(Architectures.of(image, Nodes.architectures(connection))));
  }

  private Function pushed(
      ClusterConnection connection, Delivery delivery, ConfiguredFunction configured)
      throws IOException {
    Function pushed = new ResultFile(delivery.output()).pushed(configured.function());
    frontEnd.announce(connection, delivery.target());
    return pushed;
  }

  private PendingChanges.Started<Deployed> apply(
      ClusterConnection connection,
      Delivery delivery,
      ConfiguredFunction configured,
      Function function)
      throws IOException {
    Target target = delivery.target();
    Map<Target, Manifests> rendered = delivery.manifests().of(function, configured);
    Instant start = connection.timing().now();
    DeploymentReport report = new DeploymentReport(function, frontEnd, several);
    return new PendingChanges.Started<>(
        deployer(connection, delivery, report::progress)
            .start(function, Objects.requireNonNull(rendered.get(target)), target),
        deployed -> {
          report.result(deployed, start, connection.timing().now(), calls.apply(function));
          former.addAll(DeploymentReport.former(connection, delivery));
          try {
            new ResultFile(delivery.output())
                .deployed(function, target.text(), connection, deployed);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Releases every lock, and closes the connections. */
  @Override
  public void close() {
    changes.close();
    connections.forEach(ClusterConnection::close);
  }
}
