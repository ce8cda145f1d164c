package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.deploy.FormerFunctions;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.Undeployer;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes deployed functions, and reports it. */
final class Undeployment {
  private final GoalContext goal;

  Undeployment(GoalContext goal) {
    this.goal = goal;
  }

  /** Deletes the functions of the build or, without a project, the named function. */
  void run() throws IOException {
    if (!goal.session().getRequest().isProjectPresent()) {
      undeploy(goal.settings(), required("name"), property("namespace"), Optional.empty());
      return;
    }
    List<OneFunction> functions = goal.modules().named();
    Set<String> names = functions.stream().map(OneFunction::name).collect(Collectors.toSet());
    for (OneFunction each : functions) {
      Function function = each.configured().function();
      GoalSettings settings = each.module().settings();
      undeploy(settings, function.name(), function.namespace(), Optional.of(function.owner()));
      reportOthers(settings, function, names);
    }
  }

  private void undeploy(
      GoalSettings settings, String name, Optional<String> namespace, Optional<Owner> owner) {
    try (Connection connection = settings.connect(namespace)) {
      goal.announce(connection, settings);
      List<ObjectChange> deleted =
          new Undeployer(connection, settings.options().patience(), goal.log()::info)
              .undeploy(name, owner);
      goal.log()
          .info(
              deleted.isEmpty()
                  ? name + " is not deployed"
                  : "deleted   " + deleted.size() + " objects of " + name);
    }
  }

  /**
   * Reports other functions of a module, which may exist if it is not compiled or was deployed
   * under other names.
   */
  private void reportOthers(GoalSettings settings, Function function, Set<String> names) {
    try (Connection connection = settings.connect(function.namespace())) {
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
}
