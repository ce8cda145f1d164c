package io.kubeless.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.lifecycle.LifecycleExecutor;
import org.apache.maven.plugin.BuildPluginManager;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Starts the function on this machine like {@code run}, and replaces it when sources, resources or
 * configuration change: the request after a save is answered by the new code.
 */
@Mojo(
    name = "dev",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.TEST,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
@SuppressWarnings("UnusedVariable")
public class DevMojo extends AbstractFunctionMojo {
  @Inject private LifecycleExecutor lifecycle;
  @Inject private BuildPluginManager plugins;

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
    List<MavenProject> modules =
        new ArrayList<>(
            session.getProjectDependencyGraph().getUpstreamProjects(only.module().project(), true));
    modules.add(only.module().project());
    Recompilation recompilation =
        new Recompilation(
            session,
            lifecycle,
            plugins,
            modules,
            execution.getGroupId() + ":" + execution.getArtifactId());
    try (Keys keys = Keys.of(Terminal.isPresent(session))) {
      new DevSession(goal, recompilation, only, keys).run();
    }
  }
}
