package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.deploy.FormerFunctions;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.PendingChanges;
import io.kubeless.packaging.deploy.Undeployer;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes deployed functions, waits for all of them together, and reports it. */
final class Undeployment implements AutoCloseable {
  private final GoalContext goal;
  private final PendingChanges changes = new PendingChanges();
  private final List<ClusterConnection> connections = new ArrayList<>();

  Undeployment(GoalContext goal) {
    this.goal = goal;
  }

  /** Deletes the functions of the build or, without a project, the named function. */
  void run() throws IOException {
    if (!goal.session().getRequest().isProjectPresent()) {
      start(goal.settings(), required("name"), property("namespace"), Optional.empty(), () -> {});
    } else {
      List<OneFunction> functions = goal.modules().named();
      Set<String> names = functions.stream().map(OneFunction::name).collect(Collectors.toSet());
      for (OneFunction each : functions) {
        Function function = each.configured().function();
        GoalSettings settings = each.module().settings();
        start(
            settings,
            function.name(),
            function.namespace(),
            Optional.of(function.owner()),
            () -> reportOthers(settings, function, names));
      }
    }
    changes.await();
  }

  /** Starts to delete a function; {@code done} runs when it is deleted. */
  private void start(
      GoalSettings settings,
      String name,
      Optional<String> namespace,
      Optional<Owner> owner,
      Runnable done) {
    changes.start(
        () -> {
          ClusterConnection connection = settings.connect(namespace);
          connections.add(connection);
          goal.announce(connection, settings);
          return new PendingChanges.Started<>(
              new Undeployer(connection, settings.options().patience(), goal.log()::info)
                  .start(name, owner),
              deleted -> {
                report(name, deleted);
                done.run();
              });
        });
  }

  private void report(String name, List<ObjectChange> deleted) {
    goal.log()
        .info(
            deleted.isEmpty()
                ? name + " is not deployed"
                : "deleted   " + deleted.size() + " objects of " + name);
  }

  /**
   * Reports other functions of a module, which may exist if it is not compiled or was deployed
   * under other names.
   */
  private void reportOthers(GoalSettings settings, Function function, Set<String> names) {
    try (ClusterConnection connection = settings.connect(function.namespace())) {
      FormerFunctions.of(connection, function.owner(), names)
          .forEach(
              other ->
                  goal.log()
                      .info(
                          "kept      "
                              + other.name()
                              + " of this module; to delete it: mvn kubeless:undeploy"
                              + " -Dkubeless.name="
                              + other.name()));
    }
  }

  private Optional<String> property(String key) {
    return Optional.ofNullable(goal.session().getUserProperties().getProperty("kubeless." + key));
  }

  private String required(String key) {
    return property(key)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(ErrorCode.SINGLE_FUNCTION_REQUIRED, "No function is named")
                        .at("%s", setting(key))
                        .because("there is no pom.xml in this directory")
                        .remedy(
                            "pass %s, or run it in the project", setting("name", "<function>"))));
  }

  /** Releases every lock, and closes the connections. */
  @Override
  public void close() {
    changes.close();
    connections.forEach(ClusterConnection::close);
  }
}
