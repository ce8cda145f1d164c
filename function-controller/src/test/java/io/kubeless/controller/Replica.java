package io.kubeless.controller;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A process with a controller for one namespace, whose requests have the replica's name as user
 * agent. It ends with the process that has started it.
 */
final class Replica {
  private Replica() {}

  static Process start(Path kubeconfig, String namespace, String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java") + "",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Replica.class.getName(),
            kubeconfig + "",
            namespace,
            name)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String... arguments) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(Path.of(arguments[0])));
    config.setUserAgent(arguments[2]);
    FunctionController controller =
        new FunctionController(
            new KubernetesClientBuilder().withConfig(config).build(),
            new ControllerOptions(Set.of(arguments[1]), arguments[1], arguments[2]),
            () -> Runtime.getRuntime().halt(1));
    Runtime.getRuntime().addShutdownHook(new Thread(controller::close));
    controller.start();
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(2);
  }
}
