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
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Deletes everything that {@code deploy} created, lists it, and waits until it is gone. Nothing is
 * compiled. With {@code -Dkubeless.name} it does not need a project either.
 */
@Mojo(name = "undeploy", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class UndeployMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  @Override
  void run() throws IOException {
    if (!session.getRequest().isProjectPresent()) {
      undeploy(settings(), required("name"), property("namespace"), Optional.empty());
      return;
    }
    List<OneFunction> functions = modules().named();
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
      announce(connection, settings);
      List<ObjectChange> deleted =
          new Undeployer(connection, settings.options().patience(), getLog()::info)
              .undeploy(name, owner);
      getLog()
          .info(
              deleted.isEmpty()
                  ? name + " is not deployed"
                  : "deleted   " + deleted.size() + " objects of " + name);
    }
  }

  /** A module that is not compiled, or was deployed under other names, has more than it knows. */
  private void reportOthers(GoalSettings settings, Function function, Set<String> names) {
    try (Connection connection = settings.connect(function.namespace())) {
      FormerFunctions.of(connection, function.owner(), names)
          .forEach(
              other ->
                  getLog()
                      .info(
                          "kept      "
                              + other.name()
                              + " of this module; to delete it: mvn kubeless:undeploy"
                              + " -Dkubeless.name="
                              + other.name()));
    }
  }

  private Optional<String> property(String key) {
    return Optional.ofNullable(session.getUserProperties().getProperty("kubeless." + key));
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
