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
@SuppressWarnings("UnusedVariable")
public class InvokeMojo extends AbstractKubelessMojo {
  private static final int FIRST_FAILURE = 400;

  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Body of the request. */
  @Parameter(property = "kubeless.data")
  private @Nullable String data;

  /** File with the body of the request, relative to the project. */
  @Parameter(property = "kubeless.file")
  private @Nullable String file;

  /** Path and query of the request. */
  @Parameter(property = "kubeless.path", defaultValue = "/")
  private String path;

  /** Calls the function that {@code run} has started on this machine. */
  @Parameter(property = "kubeless.local", defaultValue = "false")
  private boolean local;

  /** Port of the function on this machine. */
  @Parameter(property = "kubeless.port", defaultValue = "8080")
  private String port;

  @Override
  void run() throws IOException, MojoFailureException {
    GoalSettings settings = settings();
    CallBody body =
        CallBody.of(
            settings.directory(),
            settings.text(Setting.FILE),
            settings.text(Setting.DATA).orElse(""));
    String to = "/" + settings.text(Setting.PATH).orElseThrow().replaceFirst("^/", "");
    FunctionCall.Answer answer =
        settings.flag(Setting.LOCAL)
            ? LocalCall.send(String.valueOf(settings.port()), to, body)
            : deployed(to, body);
    System.out.println(new String(answer.body(), StandardCharsets.UTF_8));
    getLog().info("status    " + answer.status());
    if (answer.status() >= FIRST_FAILURE) {
      throw new MojoFailureException("\nKUBELESS-419 The function answered " + answer.status());
    }
  }

  private FunctionCall.Answer deployed(String to, CallBody body) throws IOException {
    OneFunction one = OneFunction.of(modules().all());
    ConfiguredFunction only = one.configured();
    Preconditions.requireService(only);
    try (Connection connection =
        Connection.open(one.module().settings().context(), only.function().namespace())) {
      return new FunctionCall(body.isEmpty() ? "GET" : "POST", to, body.headers(), body.bytes())
          .send(connection, only.function().name(), only.function().timeout());
    }
  }
}
