package io.kubeless.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;

/**
 * Starts the controller in its pod. Its log lines are those of functions. SIGTERM ends what is
 * being written, and releases the Lease.
 */
public final class Main {
  private static final int LOST = 1;
  private static final int INVALID = 2;
  private static final int FAILED = 3;

  private Main() {}

  /**
   * Runs until the process is stopped, or loses the Lease. If it cannot start, for example because
   * the API server does not answer, it exits with 3, or with 2 if the environment is not valid.
   *
   * @param arguments ignored; {@link ControllerOptions#of} reads the environment
   */
  public static void main(String... arguments) {
    System.setProperty("java.util.logging.config.class", "io.kubeless.runtime.JulConfiguration");
    System.Logger log = System.getLogger("controller");
    int code = INVALID;
    try {
      ControllerOptions options = ControllerOptions.of(System.getenv());
      code = FAILED;
      start(options, new KubernetesClientBuilder().build(), log);
    } catch (IOException | RuntimeException e) {
      log.log(System.Logger.Level.ERROR, "The controller cannot start", e);
      // threads of the client and of the probes may run already
      Runtime.getRuntime().halt(code);
    }
  }

  /** Starts a controller with its probes; returns when it waits for the Lease. */
  static void start(ControllerOptions options, KubernetesClient client, System.Logger log)
      throws IOException {
    FunctionController controller =
        new FunctionController(
            client,
            options,
            () -> {
              // an error is written at once
              log.log(System.Logger.Level.ERROR, "The Lease was lost, another replica takes over");
              Runtime.getRuntime().halt(LOST);
            });
    ManagementServer server = ManagementServer.start(options.port(), controller);
    Runtime.getRuntime().addShutdownHook(new Thread(controller::close, "hand-over"));
    log.log(
        System.Logger.Level.INFO,
        "{0} serves {1}, and its probes are on port {2,number,#}",
        options.identity(),
        options.namespaces().isEmpty() ? "all namespaces" : options.namespaces(),
        server.port());
    controller.start();
  }
}
