package io.kubeless.maven;

import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;

/** The exit status of a Maven whose process ends with this build. Maven itself has only 0 and 1. */
final class ExitStatus {
  private static final String LAUNCHER = "org.codehaus.plexus.classworlds.launcher.Launcher";

  private ExitStatus() {}

  /**
   * Replaces the status with which the process ends, after Maven has reported the failure of this
   * build and has requested the end. Does nothing in a process that outlives the build, such as an
   * IDE or a daemon, and in a build that never fails.
   *
   * @param status 1 to 255
   */
  static void set(MavenSession session, int status) {
    boolean ends = System.getProperty("sun.java.command", "").startsWith(LAUNCHER);
    boolean never =
        MavenExecutionRequest.REACTOR_FAIL_NEVER.equals(session.getReactorFailureBehavior());
    if (ends && !never) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(status), "exit status"));
    }
  }

  private static void end(int status) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }
}
