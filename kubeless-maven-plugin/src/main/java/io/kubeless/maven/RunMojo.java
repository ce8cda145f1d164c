package io.kubeless.maven;

import io.kubeless.packaging.console.Console;
import io.kubeless.packaging.delivery.CallLines;
import io.kubeless.packaging.image.LocalProcess;
import java.io.IOException;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/**
 * Starts the function on this machine, with the class path and the settings of its image and the
 * values of {@code kubeless-local.yaml}, until it is interrupted. The goal dev also replaces it
 * after a change of code.
 */
@Mojo(
    name = "run",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
@SuppressWarnings("UnusedVariable")
public class RunMojo extends AbstractFunctionMojo {

  /** Port of the function on this machine. */
  @Parameter(property = "kubeless.port", defaultValue = "8080")
  private String port;

  /** Directory with one directory for each Secret, which contains a file for each key. */
  @Parameter(property = "kubeless.secretsDirectory")
  private @Nullable String secretsDirectory;

  /**
   * Accepts a debugger on port 5005 with {@code true}, or on another port. {@code run} waits for it
   * before the function starts.
   */
  @Parameter(property = "kubeless.debug", defaultValue = "false")
  private String debug;

  /**
   * Port of the console page on 127.0.0.1: {@code true} for a free one from 8090 on, another port,
   * or {@code false} for no page.
   */
  @Parameter(property = "kubeless.console", defaultValue = "true")
  private String console;

  /** Takes events from pods, as a member of their consumer groups. */
  @Parameter(property = "kubeless.joinGroup", defaultValue = "false")
  private boolean joinGroup;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  @Override
  void run(GoalContext goal) throws IOException {
    OneFunction only = OneFunction.of(goal.modules().all());
    Optional<Console> page = only.module().settings().console();
    try {
      serve(goal, LocalRun.start(goal, only, page), page);
    } finally {
      page.ifPresent(Console::close);
    }
  }

  private static void serve(GoalContext goal, LocalRun run, Optional<Console> page)
      throws IOException {
    LocalProcess process = run.process();
    process
        .debugPort()
        .ifPresent(port -> goal.log().info("debug     attach a debugger to localhost:" + port));
    process.awaitReady();
    goal.log().info("running   http://localhost:" + process.port() + "   stop it with Ctrl-C");
    CallLines.local(
            run.function(),
            process.port(),
            FunctionSelection.of(run.function(), goal.session().getUserProperties(), false))
        .forEach(line -> goal.log().info(line.text(MavenWording.INSTANCE)));
    page.ifPresent(shown -> run.show(shown, process.port()));
    page.ifPresent(shown -> goal.log().info("console   " + shown.address()));
    process.awaitEnd();
  }
}
