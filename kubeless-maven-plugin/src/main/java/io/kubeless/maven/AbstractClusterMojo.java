package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.DeployOptions;
import io.kubeless.packaging.cluster.LocalRegistry;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that talk to a cluster have. */
abstract class AbstractClusterMojo extends AbstractKubelessMojo {

  /** Takes over objects of the function's name that somebody else made. */
  @Parameter(property = GoalProperties.ADOPT, defaultValue = "false")
  private boolean adopt;

  /** Takes over fields that somebody else set. */
  @Parameter(property = GoalProperties.FORCE, defaultValue = "false")
  private boolean force;

  /** Deletes the objects of the other target first. */
  @Parameter(property = GoalProperties.SWITCH_TARGET, defaultValue = "false")
  private boolean switchTarget;

  /** Replaces the pods although nothing changed, for example after a Secret was rotated. */
  @Parameter(property = GoalProperties.RESTART, defaultValue = "false")
  private boolean restart;

  /** Seconds to wait for the pods; 0 not to wait. */
  @Parameter(property = GoalProperties.WAIT, defaultValue = "300")
  private String wait;

  final DeployOptions options() {
    String text = setting(GoalProperties.WAIT, wait).orElse("300");
    if (!text.matches("\\d{1,6}")) {
      throw new ProblemException(
          Problem.inProject(
              302,
              GoalProperties.WAIT + " is not valid: " + text,
              "-D" + GoalProperties.WAIT,
              "seconds are expected",
              "-D" + GoalProperties.WAIT + "=300"));
    }
    return new DeployOptions(
        flag(GoalProperties.ADOPT, adopt),
        flag(GoalProperties.FORCE, force),
        flag(GoalProperties.SWITCH_TARGET, switchTarget),
        flag(GoalProperties.RESTART, restart),
        Duration.ofSeconds(Long.parseLong(text)));
  }

  /** Returns the registry that was named, or the one that the cluster names. */
  final Optional<String> registryFor(Connection connection) {
    return registry().or(() -> LocalRegistry.of(connection));
  }

  /** Opens the cluster in the namespace that is given for all functions. */
  final Connection connect(Optional<String> namespace) {
    return Connection.open(context(), namespace);
  }

  /** Says where everything goes before the first write. */
  final void announce(Connection connection) {
    getLog()
        .info(
            "cluster   "
                + connection.context()
                + " / "
                + connection.namespace()
                + "   target "
                + target().text()
                + "   as "
                + connection.user());
  }
}
