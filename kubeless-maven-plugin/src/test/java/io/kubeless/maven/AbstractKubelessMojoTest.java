package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.execution.BuildSuccess;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of goals. */
class AbstractKubelessMojoTest {
  @TempDir Path root;

  /** The body of a goal. */
  interface Body {
    void run() throws IOException;
  }

  private static AbstractKubelessMojo goal(Reactor reactor, MavenSession session, Body body) {
    AbstractKubelessMojo mojo =
        new AbstractKubelessMojo() {
          @Override
          void run(GoalContext goal) throws IOException {
            body.run();
          }
        };
    MojoExecution execution = Reactor.execution("invoke", "default-cli");
    mojo.session = session;
    mojo.project = reactor.project(0);
    mojo.execution = execution;
    mojo.plugin = execution.getMojoDescriptor().getPluginDescriptor();
    return mojo;
  }

  private AbstractKubelessMojo goal(Body body) throws Exception {
    Reactor reactor = new Reactor(root, "");
    return goal(reactor, reactor.session(), body);
  }

  @Test
  void anUnexpectedFailureIsReportedInFourPartsAndKeepsItsCause() throws Exception {
    IllegalStateException cause = new IllegalStateException("no such thing");
    AbstractKubelessMojo mojo =
        goal(
            () -> {
              throw cause;
            });
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            """

            KUBELESS-199 kubeless:invoke failed unexpectedly
              where: kubeless:invoke in shop
              why:   java.lang.IllegalStateException: no such thing
              do:    run it again with -e for the stack trace, and report it if the cause is in the plugin""")
        .hasSuppressedException(cause);
  }

  @Test
  void aFileThatCannotBeReadIsReportedInFourParts() throws Exception {
    AbstractKubelessMojo mojo =
        goal(
            () -> {
              throw new java.nio.file.AccessDeniedException("/secret");
            });
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining(
            "\nKUBELESS-199 Reading or writing failed\n  where: kubeless:invoke in shop\n"
                + "  why:   java.nio.file.AccessDeniedException: /secret\n");
  }

  @Test
  void aProblemOfTheProjectIsAFailureOfTheBuild() throws Exception {
    AbstractKubelessMojo mojo =
        goal(
            () -> {
              throw new ProblemException(
                  Problem.of(ErrorCode.INVALID_VALUE, "what")
                      .at("where")
                      .because("why")
                      .remedy("do"));
            });
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageStartingWith("\nKUBELESS-302 what\n");
  }

  @Test
  void aGoalForAllModulesReportsEachOfThemAsBuiltUnlessItHasAResult() throws Exception {
    Reactor reactor = new Reactor(root, "");
    MavenProject before = reactor.module("before", "");
    MavenProject worked = reactor.module("worked", "");
    MavenSession session = reactor.session();
    session.getResult().addBuildSummary(new BuildSuccess(before, 7));
    AbstractKubelessMojo mojo = goal(reactor, session, () -> {});
    mojo.execution.getMojoDescriptor().setAggregator(true);

    mojo.execute();

    assertThat(List.of(before, worked))
        .map(each -> session.getResult().getBuildSummary(each).getTime())
        .containsExactly(7L, 0L);
    // the summary of Maven itself
    assertThat(session.getResult().getBuildSummary(reactor.project(0))).isNull();
  }
}
