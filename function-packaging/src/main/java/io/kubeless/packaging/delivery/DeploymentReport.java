package io.kubeless.packaging.delivery;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.deploy.FormerFunctions;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lines about the deployment of one function.
 *
 * @param function the function, with the namespace of the deployment
 * @param several whether several functions are deployed, so that lines need its name
 */
record DeploymentReport(Function function, FrontEnd frontEnd, boolean several) {
  private static final String WAITING = "waiting   ";

  /** Shows what a deployment does. */
  void progress(String line) {
    frontEnd
        .lines()
        .accept(
            several && line.startsWith(WAITING)
                ? WAITING + function.name() + ": " + line.substring(WAITING.length())
                : line);
  }

  /** Shows the result of a deployment, and how to call the function. */
  void result(Deployed deployed, Instant start, Instant end, List<Message> calls) {
    deployed.changes().forEach(change -> frontEnd.details().accept(change.line()));
    if (!deployed.ready().isEmpty()) {
      frontEnd.lines().accept(ready(several ? function.name() + " " : "", deployed, start, end));
    }
    calls.forEach(frontEnd::show);
  }

  /** Returns the line about the pods of a function. */
  static String ready(String prefix, Deployed deployed, Instant start, Instant end) {
    double seconds = Duration.between(start, end).toNanos() / 1e9;
    return String.format(
        Locale.ROOT, "ready     %s%s in %.1f s", prefix, deployed.ready(), seconds);
  }

  /** Returns a sentence for each function that the owner has deployed before and no longer has. */
  static List<String> former(ClusterConnection connection, Delivery delivery) {
    Owner owner = delivery.functions().get(0).function().owner();
    Set<String> names =
        delivery.functions().stream()
            .map(each -> each.function().name())
            .collect(Collectors.toSet());
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
}
