package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.deploy.Deployer;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.ObjectDifference;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares functions with the cluster, and writes nothing to it. */
public final class FunctionDifferences {
  private final List<Delivery> deliveries;
  private final FrontEnd frontEnd;
  private final Style style;
  private final List<Problem> problems = new ArrayList<>();

  /** Creates the comparison, without sending a request. */
  public FunctionDifferences(List<Delivery> deliveries, FrontEnd frontEnd, Style style) {
    this.deliveries = List.copyOf(deliveries);
    this.frontEnd = frontEnd;
    this.style = style;
  }

  /**
   * Shows the differences of all functions.
   *
   * @return a problem for each function that differs
   * @throws ProblemException if a deployment of a function would be refused
   */
  public List<Problem> show() throws IOException {
    return show(false);
  }

  /** Shows the differences of functions whose manifests were pushed elsewhere, in the same way. */
  public List<Problem> showPushed() throws IOException {
    return show(true);
  }

  private List<Problem> show(boolean pushed) throws IOException {
    for (Delivery delivery : deliveries) {
      for (ConfiguredFunction configured : delivery.functions()) {
        try (ClusterConnection connection = delivery.connect(configured.function())) {
          show(delivery, configured, connection, pushed);
        }
      }
    }
    return List.copyOf(problems);
  }

  private void show(
      Delivery delivery,
      ConfiguredFunction configured,
      ClusterConnection connection,
      boolean pushed)
      throws IOException {
    Deployer deployer =
        new Deployer(connection, delivery.options(), frontEnd.lines(), frontEnd.warnings());
    Function known =
        (pushed ? configured.function() : FunctionDeployments.forNodesOf(connection, configured))
            .withNamespace(connection.namespace());
    Optional<Manifests> rendered = delivery.rendered(configured, pushed);
    deployer.preflight(known, delivery.target(), rendered);
    frontEnd.announce(connection, delivery.target());
    String digest = delivery.images().push(known);
    Function function =
        deployer.withChoices(known.withImage(known.image().withDigest(digest)), delivery.target());
    Manifests manifests =
        rendered.orElseGet(() -> Manifests.of(function, delivery.target(), configured.fragments()));
    report(connection, function, deployer.compare(function, manifests, delivery.target()), pushed);
  }

  private void report(
      ClusterConnection connection,
      Function function,
      List<ObjectDifference> differences,
      boolean pushed) {
    DifferenceLines.of(differences, style).forEach(frontEnd.lines());
    List<ObjectChange> changes = differences.stream().map(ObjectDifference::change).toList();
    frontEnd.lines().accept("diff      " + ObjectChange.summary(changes));
    long different =
        changes.stream().filter(each -> each.action() != ObjectChange.Action.SAME).count();
    if (different > 0) {
      problems.add(
          Problem.of(
                  ErrorCode.DRIFT,
                  "The function %s differs from the cluster in %s objects",
                  function.name(),
                  different)
              .at("namespace %s (context %s)", connection.namespace(), connection.context())
              .because("the differences are printed above")
              .remedy(
                  "apply them: %s, or accept them: %s",
                  goals(pushed ? "apply" : "deploy"), setting("diff.failOnDrift", "false")));
    }
  }
}
