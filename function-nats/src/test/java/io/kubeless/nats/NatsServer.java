package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A server of its own, which {@code it/cluster/install} has built, in a child process. */
final class NatsServer implements AutoCloseable {
  private static final Path BINARY =
      Path.of(System.getProperty("user.home"), ".cache", "kubeless-cluster", "bin", "nats-server");

  final int port;
  private final List<String> command;
  private final Path log;
  private Process process;

  private NatsServer(int port, List<String> command, Path log) {
    this.port = port;
    this.command = command;
    this.log = log;
  }

  /** Starts a server with JetStream. */
  static NatsServer start(Path directory) throws IOException, InterruptedException {
    return start(directory, "");
  }

  /** Starts a server with JetStream and a further configuration. */
  static NatsServer start(Path directory, String configuration)
      throws IOException, InterruptedException {
    NatsServer server = create(directory, configuration);
    server.start();
    return server;
  }

  /** Creates a server that is not running. */
  static NatsServer create(Path directory, String configuration) throws IOException {
    boolean required = "required".equals(System.getenv("KUBELESS_IT_CLUSTER"));
    assumeTrue(
        required || Files.isExecutable(BINARY), BINARY + " is missing; run it/cluster/install");
    int port = freePort();
    Path file = directory.resolve("nats.conf");
    Files.writeString(
        file,
        "port: "
            + port
            + "\njetstream { store_dir: '"
            + directory.resolve("store")
            + "', max_memory_store: 64MB, max_file_store: 256MB }\n"
            + configuration);
    return new NatsServer(
        port, List.of(BINARY.toString(), "-c", file.toString()), directory.resolve("nats.log"));
  }

  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(port));
        return port;
      } catch (IOException e) {
        // It is in use.
      }
    }
  }

  void start() throws IOException, InterruptedException {
    long before = Files.exists(log) ? ready() : 0;
    process =
        new ProcessBuilder(new ArrayList<>(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Await.until("nats-server is ready", () -> ready() > before || !process.isAlive());
    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
  }

  private long ready() throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains("is ready")).count();
  }

  /** Kills the process. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  String url() {
    return "nats://localhost:" + port;
  }

  Connection connect() throws IOException, InterruptedException {
    return Nats.connect(
        new Options.Builder()
            .server(url())
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(200))
            .errorListener(new io.nats.client.ErrorListener() {})
            .build());
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
