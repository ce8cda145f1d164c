package io.kubeless.packaging.delivery;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Wording;
import java.util.function.Consumer;

/**
 * How a front end shows what happens, line by line.
 *
 * @param wording the wording of settings and goals
 * @param lines receives progress and results
 * @param warnings receives what the user should change
 * @param details receives what is shown only on request
 */
public record FrontEnd(
    Wording wording, Consumer<String> lines, Consumer<String> warnings, Consumer<String> details) {

  /** Shows cluster, namespace and user before the first write. */
  public void announce(ClusterConnection connection, Target target) {
    lines.accept(
        "cluster   "
            + connection.context()
            + " / "
            + connection.namespace()
            + "   target "
            + target.text()
            + "   as "
            + connection.user());
  }

  void show(Message message) {
    lines.accept(message.text(wording));
  }
}
