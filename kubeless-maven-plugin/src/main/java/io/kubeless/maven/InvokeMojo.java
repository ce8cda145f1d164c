package io.kubeless.maven;

import java.io.IOException;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Calls the deployed function through the API server, or the one that {@code run} started, and
 * prints its answer; a status of 400 or more fails the build. With {@code kubeless.trigger}, it
 * publishes an event instead.
 */
@Mojo(name = "invoke", aggregator = true, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class InvokeMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Body of the request or event; {@code @order.json} is the content of a file. */
  @Parameter(property = "kubeless.data")
  private @Nullable String data;

  /** File with the body, relative to the project. */
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

  /**
   * Header fields of the request or event, separated by commas: {@code Accept: text/plain, X-Id:
   * 7}.
   */
  @Parameter(property = "kubeless.headers")
  private @Nullable String headers;

  /**
   * Sends a CloudEvent with these attributes, separated by commas: {@code type: com.acme.order,
   * subject: 7}. The required ones that are missing have defaults.
   */
  @Parameter(property = "kubeless.cloudEvent")
  private @Nullable String cloudEvent;

  /** Name of a Kafka or NATS trigger, to publish an event instead of sending a request. */
  @Parameter(property = "kubeless.trigger")
  private @Nullable String trigger;

  /** Key of the record for a Kafka trigger. */
  @Parameter(property = "kubeless.key")
  private @Nullable String key;

  /** Subject of the message for a NATS trigger whose own subject has wildcards. */
  @Parameter(property = "kubeless.subject")
  private @Nullable String subject;

  /** Directory with one directory for each Secret, which contains a file for each key. */
  @Parameter(property = "kubeless.secretsDirectory")
  private @Nullable String secretsDirectory;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  @Override
  void run(GoalContext goal) throws IOException {
    Optional<String> name = goal.settings().text(Setting.TRIGGER);
    if (name.isPresent()) {
      new Publication(goal).run(name.get());
    } else {
      new Invocation(goal).run();
    }
  }
}
