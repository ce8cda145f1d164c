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

  private Main() {}

  /**
   * Runs until the process is stopped, or loses the Lease.
   *
   * @param arguments ignored; {@link ControllerOptions#of} reads the environment
   * @throws IOException if the port of the probes is in use
   */
  public static void main(String... arguments) throws IOException {
    System.setProperty("java.util.logging.config.class", "io.kubeless.runtime.JulConfiguration");
    System.Logger log = System.getLogger("controller");
    ControllerOptions options;
    try {
      options = ControllerOptions.of(System.getenv());
    } catch (IllegalArgumentException e) {
      log.log(System.Logger.Level.ERROR, e.getMessage());
      System.exit(2);
      return;
    }
    start(options, new KubernetesClientBuilder().build(), log);
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
