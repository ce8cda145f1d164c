package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.image.Registries;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.SessionData;

/**
 * The connections of one build to clusters and registries. A goal that another one forks leaves its
 * connections to that one, so that a build has one login and one TLS handshake for each cluster.
 */
final class BuildConnections {
  private final Map<Optional<String>, ClusterConnection> clusters = new HashMap<>();
  private final Map<Boolean, Registries> registries = new HashMap<>();
  private int goals;
  private boolean used;

  private BuildConnections() {}

  /** Returns the connections of a build, which are stored in its session. */
  static BuildConnections of(MavenSession session) {
    SessionData data = session.getRepositorySession().getData();
    synchronized (data) {
      if (data.get(BuildConnections.class) instanceof BuildConnections connections) {
        return connections;
      }
      BuildConnections connections = new BuildConnections();
      data.set(BuildConnections.class, connections);
      return connections;
    }
  }

  /**
   * Returns a connection to the cluster of a context.
   *
   * @param context the context of the kubeconfig; if absent, the current context
   * @param namespace the namespace; if absent, that of the context
   * @param open opens the first connection to this cluster, in the namespace of the context
   */
  synchronized ClusterConnection cluster(
      Optional<String> context, Optional<String> namespace, Supplier<ClusterConnection> open) {
    used = true;
    return clusters.computeIfAbsent(context, any -> open.get()).in(namespace);
  }

  /**
   * Returns the access to registries.
   *
   * @param insecure whether every registry may use plain HTTP or a certificate that is not trusted
   * @param open creates the access when it is needed for the first time
   */
  synchronized Registries registries(boolean insecure, Supplier<Registries> open) {
    used = true;
    return registries.computeIfAbsent(insecure, any -> open.get());
  }

  /** Begins a goal. */
  synchronized void begin() {
    goals++;
  }

  /**
   * Ends a goal. If no other goal runs at the same time, the connections that were used are closed.
   *
   * @param leave whether the connections are left to the next goal that uses them
   */
  synchronized void end(boolean leave) {
    goals--;
    if (goals > 0) {
      return;
    }
    if (leave) {
      used = false;
    } else if (used) {
      clusters.values().forEach(ClusterConnection::close);
      clusters.clear();
      registries.values().forEach(Registries::close);
      registries.clear();
      used = false;
    }
  }
}
