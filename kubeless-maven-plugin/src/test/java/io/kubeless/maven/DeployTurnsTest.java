package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The execution of {@code deploy-no-fork} that deploys, and the modules that it deploys. */
class DeployTurnsTest {
  private static final String SKIPPED =
      "<properties><kubeless.skip>true</kubeless.skip></properties>";

  @TempDir Path root;

  private static String bound(String phase) {
    return Reactor.plugins(
        "<executions><execution>"
            + phase
            + "<goals><goal>deploy-no-fork</goal></goals></execution></executions>");
  }

  private static final String BOUND = bound("");

  private static List<String> reach(MavenSession session, MavenProject project) throws Exception {
    return reach(session, project, Reactor.execution("deploy-no-fork", "default"));
  }

  private static List<String> reach(
      MavenSession session, MavenProject project, MojoExecution execution) throws Exception {
    FunctionModule module =
        new ModuleReader(session, execution, GoalSettings::registry)
            .read(GoalSettings.read(session, execution, project).check());
    return DeployTurns.of(session).reach(session, execution, module).stream()
        .map(each -> each.project().getArtifactId())
        .toList();
  }

  @Test
  void theLastModuleThatBindsTheGoalDeploysAllThatDo() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject first = reactor.module("first", BOUND);
    reactor.module("between", "");
    MavenProject last = reactor.module("last", BOUND);
    MavenSession session = reactor.session();

    assertThat(reach(session, first)).isEmpty();
    assertThat(reach(session, last)).containsExactly("first", "last");
  }

  @Test
  void aModuleThatIsSkippedIsNotWaitedFor() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject first = reactor.module("first", BOUND);
    reactor.module("last", SKIPPED + BOUND);
    assertThat(reach(reactor.session(), first)).containsExactly("first");
  }

  @Test
  void aModuleWhosePhaseThisBuildDoesNotReachIsNotWaitedFor() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject first = reactor.module("first", bound("<phase>package</phase>"));
    reactor.module("never", bound("<phase>none</phase>"));
    MavenProject later = reactor.module("later", bound("<phase>deploy</phase>"));
    MavenSession session = reactor.session();
    session.getRequest().setGoals(List.of("clean", "verify"));
    assertThat(reach(session, first)).containsExactly("first");

    session = reactor.session();
    session.getRequest().setGoals(List.of("clean", "deploy"));
    assertThat(reach(session, first)).isEmpty();
    assertThat(reach(session, later)).containsExactly("first", "later");
  }

  @Test
  void aBuildThatContinuesAfterFailuresDeploysEachModuleInItsTurn() throws Exception {
    for (String behavior :
        List.of(
            MavenExecutionRequest.REACTOR_FAIL_AT_END, MavenExecutionRequest.REACTOR_FAIL_NEVER)) {
      Reactor reactor = new Reactor(root, "");
      MavenProject first = reactor.module("first", BOUND);
      MavenProject fails = reactor.module("fails", BOUND);
      MavenProject last = reactor.module("last", BOUND);
      MavenSession session = reactor.session();
      session.getRequest().setReactorFailureBehavior(behavior);

      assertThat(reach(session, first)).containsExactly("first");
      assertThat(fails.getArtifactId()).isEqualTo("fails");
      assertThat(reach(session, last)).containsExactly("last");
    }
  }

  @Test
  void aGoalOnTheCommandLineWaitsForEveryModule() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject first = reactor.module("first", "");
    MavenSession session = reactor.session();
    MojoExecution typed =
        new MojoExecution(
            Reactor.execution("deploy-no-fork", "").getMojoDescriptor(),
            "default-cli",
            MojoExecution.Source.CLI);
    assertThat(reach(session, reactor.project(0), typed)).isEmpty();
    assertThat(reach(session, first, typed)).containsExactly("shop", "first");
  }

  @Test
  void twoBuildsInOneProcessShareNothing() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject first = reactor.module("first", BOUND);
    reactor.module("last", BOUND);
    assertThat(reach(reactor.session(), first)).isEmpty();
    assertThat(reach(reactor.session(), first)).isEmpty();
  }
}
