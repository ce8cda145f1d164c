package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.config.ConfiguredFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/**
 * Calls the deployed function through the API server, or the one that {@code run} started, and
 * prints its answer. A status of 400 or more fails the build.
 */
@Mojo(
    name = "invoke",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public class InvokeMojo extends AbstractClusterMojo {
  private static final int FIRST_FAILURE = 400;

  /** The body: text, or JSON. */
  @Parameter(property = GoalProperties.DATA)
  private @Nullable String data;

  /** A file with the body. */
  @Parameter(property = GoalProperties.FILE)
  private @Nullable String file;

  /** The path and query. */
  @Parameter(property = GoalProperties.PATH, defaultValue = "/")
  private String path;

  /** Whether the function on this machine is called. */
  @Parameter(property = GoalProperties.LOCAL, defaultValue = "false")
  private boolean local;

  /** The port of the function on this machine. */
  @Parameter(property = GoalProperties.PORT, defaultValue = "8080")
  private String port;

  @Override
  void run() throws IOException, MojoFailureException {
    CallBody body =
        CallBody.of(
            session.getTopLevelProject().getBasedir().toPath(),
            setting(GoalProperties.FILE, file),
            session.getUserProperties().getProperty(GoalProperties.DATA, data == null ? "" : data));
    String to = "/" + setting(GoalProperties.PATH, path).orElse("/").replaceFirst("^/", "");
    FunctionCall.Answer answer =
        flag(GoalProperties.LOCAL, local)
            ? LocalCall.send(setting(GoalProperties.PORT, port).orElse("8080"), to, body)
            : deployed(to, body);
    System.out.println(new String(answer.body(), StandardCharsets.UTF_8));
    getLog().info("status    " + answer.status());
    if (answer.status() >= FIRST_FAILURE) {
      throw new MojoFailureException("\nKUBELESS-419 The function answered " + answer.status());
    }
  }

  private FunctionCall.Answer deployed(String to, CallBody body) throws IOException {
    ConfiguredFunction only = OneFunction.of(modules(registry()).all()).configured();
    Preconditions.requireService(only);
    try (Connection connection = connect(only.function().namespace())) {
      return FunctionCall.send(
          connection, only.function().name(), to, body.type(), body.bytes(), body.headers());
    }
  }
}
