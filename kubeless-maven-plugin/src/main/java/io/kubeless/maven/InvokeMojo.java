package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Calls the deployed function through the API server, or the one that {@code run} started, and
 * prints its answer. A status of 400 or more fails the build.
 */
@Mojo(name = "invoke", aggregator = true, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class InvokeMojo extends AbstractKubelessMojo {
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

  /**
   * Method of the request. If it is unset, a request with a body is a POST, and one without is a
   * GET.
   */
  @Parameter(property = "kubeless.method")
  private @Nullable String method;

  /** Header fields of the request, separated by commas: {@code Accept: text/plain, X-Id: 7}. */
  @Parameter(property = "kubeless.headers")
  private @Nullable String headers;

  @Override
  void run(GoalContext goal) throws IOException {
    new Invocation(goal).run();
  }
}
