package io.kubeless.maven;

import io.kubeless.packaging.discovery.MissingHandler;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.SessionData;

/**
 * The executions of {@code deploy-no-fork} in one build. The last execution deploys the modules of
 * all of them, so that a failure in an earlier module leaves the cluster unchanged. In a build that
 * continues after failures ({@code -fae}, {@code -fn}), each execution deploys its own module.
 */
final class DeployTurns {
  private static final String GOAL = "deploy-no-fork";

  /** The default lifecycle. Maven 4 lists other phases, but supports these names. */
  private static final List<String> PHASES =
      List.of(
          "validate",
          "initialize",
          "generate-sources",
          "process-sources",
          "generate-resources",
          "process-resources",
          "compile",
          "process-classes",
          "generate-test-sources",
          "process-test-sources",
          "generate-test-resources",
          "process-test-resources",
          "test-compile",
          "process-test-classes",
          "test",
          "prepare-package",
          "package",
          "pre-integration-test",
          "integration-test",
          "post-integration-test",
          "verify",
          "install",
          "deploy");

  private final Set<String> reached = new HashSet<>();
  private final Map<String, FunctionModule> waiting = new LinkedHashMap<>();

  private DeployTurns() {}

  /** Returns the turns of a build, which are stored in its session. */
  static DeployTurns of(MavenSession session) {
    SessionData data = session.getRepositorySession().getData();
    synchronized (data) {
      if (data.get(DeployTurns.class) instanceof DeployTurns turns) {
        return turns;
      }
      DeployTurns turns = new DeployTurns();
      data.set(DeployTurns.class, turns);
      return turns;
    }
  }

  /**
   * Returns the modules that an execution deploys, empty if other executions follow.
   *
   * @throws ProblemException if no module of the build has a function
   */
  static List<FunctionModule> due(GoalContext goal) throws IOException {
    FunctionModule own = goal.modulesOfClusters().read(goal.settings());
    List<FunctionModule> due = of(goal.session()).reach(goal.session(), goal.execution(), own);
    if (due.isEmpty()) {
      goal.log().info("deployed with the last module that runs this goal");
      return due;
    }
    boolean whole = due.size() > 1 || goal.session().getProjects().size() == 1;
    if (whole && due.stream().allMatch(module -> module.functions().isEmpty())) {
      throw new ProblemException(
          MissingHandler.of(
              Path.of(goal.project().getBuild().getOutputDirectory()), own.handlers()));
    }
    return due;
  }

  /**
   * Records that an execution has reached a module. Returns the modules to deploy now, empty if
   * other executions follow.
   */
  synchronized List<FunctionModule> reach(
      MavenSession session, MojoExecution execution, FunctionModule module) {
    String turn = turn(module.project(), execution.getExecutionId());
    reached.add(turn);
    waiting.put(turn, module);
    boolean continues =
        !MavenExecutionRequest.REACTOR_FAIL_FAST.equals(
            session.getRequest().getReactorFailureBehavior());
    if (!continues && !reached.containsAll(turns(session, execution))) {
      return List.of();
    }
    List<FunctionModule> due = List.copyOf(waiting.values());
    waiting.clear();
    return due;
  }

  /** Returns the executions that this build reaches and does not skip. */
  private static Set<String> turns(MavenSession session, MojoExecution execution) {
    List<String> phases = phases(session.getGoals());
    Set<String> turns = new HashSet<>();
    for (MavenProject project : session.getProjects()) {
      for (String id : ids(project, execution, phases)) {
        MojoExecution each = new MojoExecution(execution.getMojoDescriptor(), id);
        if (!GoalSettings.read(session, each, project).skipped()) {
          turns.add(turn(project, id));
        }
      }
    }
    return turns;
  }

  private static List<String> ids(
      MavenProject project, MojoExecution execution, List<String> phases) {
    if (execution.getSource() == MojoExecution.Source.CLI) {
      return List.of(execution.getExecutionId()); // a goal on the command line runs in each module
    }
    List<String> ids = new ArrayList<>();
    Plugin plugin = project.getPlugin(execution.getGroupId() + ":" + execution.getArtifactId());
    for (PluginExecution each :
        plugin == null ? List.<PluginExecution>of() : plugin.getExecutions()) {
      String phase = each.getPhase() == null ? "deploy" : each.getPhase();
      if (each.getGoals().contains(GOAL) && phases.contains(phase)) {
        ids.add(each.getId());
      }
    }
    return ids;
  }

  /** Returns the phases that a build runs; all phases if none of its goals is a known phase. */
  private static List<String> phases(List<String> goals) {
    int last = goals.stream().mapToInt(PHASES::indexOf).max().orElse(-1);
    return last < 0 ? PHASES : PHASES.subList(0, last + 1);
  }

  private static String turn(MavenProject project, String executionId) {
    return project.getId() + " " + executionId;
  }
}
