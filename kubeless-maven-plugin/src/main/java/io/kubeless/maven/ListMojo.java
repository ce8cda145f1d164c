package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.observe.FunctionList;
import java.io.IOException;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Lists all functions of a namespace, also those of other projects and of Kubeless. It needs no
 * project.
 */
@Mojo(name = "list", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class ListMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Format of the output: {@code text}, {@code json} or {@code yaml}. If it is unset, {@code logs}
   * converts the lines to text on a terminal only, and the other goals write text.
   */
  @Parameter(property = "kubeless.format")
  private @Nullable String format;

  @Override
  void run(GoalContext goal) throws IOException {
    GoalSettings settings = goal.settings();
    try (ClusterConnection connection = settings.connect(namespace(goal))) {
      System.out.println(
          FunctionList.read(connection)
              .text(settings.format(), TerminalStyle.of(goal.session()).style()));
    }
  }

  /** Returns the namespace of the command line, or else that of the project's functions. */
  private static Optional<String> namespace(GoalContext goal) throws IOException {
    Optional<String> named = NamedFunction.property(goal, "namespace");
    if (named.isPresent() || !goal.session().getRequest().isProjectPresent()) {
      return named;
    }
    try {
      return goal.modules().named().get(0).configured().function().namespace();
    } catch (ProblemException e) {
      return Optional.empty(); // a namespace can be listed in any project
    }
  }
}
