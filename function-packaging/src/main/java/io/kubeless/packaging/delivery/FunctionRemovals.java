package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.owner;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.deploy.FormerFunctions;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.PendingChanges;
import io.kubeless.packaging.deploy.Undeployer;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deletes deployed functions, waits for all of them together, and reports it. */
public final class FunctionRemovals implements AutoCloseable {
  private final FrontEnd frontEnd;
  private final PendingChanges changes = new PendingChanges();
  private final List<ClusterConnection> connections = new ArrayList<>();

  /** Creates the removals, without sending a request. */
  public FunctionRemovals(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
  }

  /**
   * A function to delete.
   *
   * @param namespace the namespace; if absent, that of the cluster's context
   * @param owner the owner that the function must have; absent for any owner
   * @param kept names of the functions that the owner has; its other functions are reported
   * @param target the target of the owner's functions, for the report
   * @param patience maximum time for the deletion of each object; a minute if zero
   */
  public record Removed(
      String name,
      Optional<String> namespace,
      Optional<Owner> owner,
      Set<String> kept,
      Target target,
      Duration patience) {}

  /** Starts to delete a function, unless a previous one has failed. */
  public void start(Delivery.Cluster cluster, Removed function) {
    changes.start(
        () -> {
          ClusterConnection connection = cluster.connect(function.namespace());
          connections.add(connection);
          frontEnd.announce(connection, function.target());
          return new PendingChanges.Started<>(
              new Undeployer(connection, function.patience(), frontEnd.lines())
                  .start(function.name(), function.owner()),
              deleted -> report(connection, function, deleted));
        });
  }

  private void report(ClusterConnection connection, Removed function, List<ObjectChange> deleted) {
    frontEnd
        .lines()
        .accept(
            deleted.isEmpty()
                ? function.name() + " is not deployed"
                : "deleted   " + deleted.size() + " objects of " + function.name());
    function
        .owner()
        .ifPresent(
            each ->
                FormerFunctions.of(connection, each, function.kept())
                    .forEach(other -> frontEnd.show(kept(other.name()))));
  }

  /** Returns the line about another function of the same owner. */
  private static Message kept(String name) {
    return Message.of(
        "kept      %s of this %s; to delete it: %s %s",
        name, owner(), goals("undeploy"), setting("name", name));
  }

  /**
   * Waits until all functions are deleted, or have failed.
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
