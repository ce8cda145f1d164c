package io.kubeless.packaging.delivery;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.deploy.Deployer;
import io.kubeless.packaging.deploy.PendingChanges;
import io.kubeless.packaging.deploy.Preflight;
import io.kubeless.packaging.deploy.RecordedRevision;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Restores earlier revisions of functions, waits for all of them together, and reports it. */
public final class FunctionRollbacks implements AutoCloseable {
  private final FrontEnd frontEnd;
  private final PendingChanges changes = new PendingChanges();
  private final List<ClusterConnection> connections = new ArrayList<>();

  /** Creates the rollbacks, without sending a request. */
  public FunctionRollbacks(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
  }

  /**
   * A function to roll back.
   *
   * @param namespace the namespace; if absent, that of the cluster's context
   * @param owner the owner that the function must have; absent for any owner
   * @param revision the number of the revision; absent for the previous one
   * @param options the options of the deployment
   */
  public record RolledBack(
      String name,
      Optional<String> namespace,
      Optional<Owner> owner,
      OptionalInt revision,
      DeployOptions options) {}

  /** Starts to roll back a function, unless a previous one has failed. */
  public void start(Delivery.Cluster cluster, RolledBack function) {
    changes.start(
        () -> {
          ClusterConnection connection = cluster.connect(function.namespace());
          connections.add(connection);
          Preflight.check(connection, List.of());
          Deployer deployer =
              new Deployer(connection, function.options(), frontEnd.lines(), frontEnd.warnings());
          RecordedRevision revision =
              deployer.revision(function.name(), function.revision(), function.owner());
          frontEnd.announce(connection, revision.revision().target());
          frontEnd.show(
              Message.of(
                  "rollback  %s to revision %s of %s   image %s",
                  function.name(), revision.number(), revision.time(), revision.image()));
          Instant start = connection.timing().now();
          return new PendingChanges.Started<>(
              deployer.restore(revision),
              deployed -> report(function, deployed, start, connection.timing().now()));
        });
  }

  private void report(RolledBack function, Deployed deployed, Instant start, Instant end) {
    deployed.changes().forEach(change -> frontEnd.details().accept(change.line()));
    if (!deployed.ready().isEmpty()) {
      frontEnd.lines().accept(DeploymentReport.ready(function.name() + " ", deployed, start, end));
    }
  }

  /**
   * Waits until all functions are ready, or have failed.
   *
   * @throws ProblemException with the problems of all functions that failed
   */
  public void await() {
    changes.await();
  }

  /** Releases every lock, and closes the connections. */
  @Override
  public void close() {
    changes.close();
    connections.forEach(ClusterConnection::close);
  }
}
