package io.kubeless.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker of Kafka in a process of its own, which can be killed. */
final class KafkaBroker implements AutoCloseable {
  private static final String ID = "c3Rvcm0tc3Rvcm0tc3Rvcg";

  private final Path directory;
  private final int port;
  private Process process;

  private KafkaBroker(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a broker.
   *
   * @param directory contains its data and its log
   * @param port of the broker; the next one is that of its controller
   * @param more further lines of its configuration
   */
  static KafkaBroker start(Path directory, int port, String... more)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("server.properties"), configuration(directory, port, more));
    Files.writeString(
        directory.resolve("log4j2.properties"),
        """
        rootLogger.level=warn
        rootLogger.appenderRef.c.ref=c
        appender.c.type=Console
        appender.c.name=c
        appender.c.layout.type=PatternLayout
        appender.c.layout.pattern=%d %p %c %m%n
        """);
    Process format =
        java(directory, "kafka.tools.StorageTool", "format", "-t", ID, "-c", "server.properties");
    if (format.waitFor() != 0) {
      throw new IOException("the storage could not be formatted: " + directory.resolve("log"));
    }
    KafkaBroker broker = new KafkaBroker(directory, port, serve(directory));
    broker.awaitPort();
    return broker;
  }

  private static List<String> configuration(Path directory, int port, String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + (port + 1),
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + (port + 1),
                "controller.listener.names=CONTROLLER",
                "inter.broker.listener.name=PLAINTEXT",
                "log.dirs=" + directory.resolve("data"),
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=4",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=4",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "share.coordinator.state.topic.num.partitions=4",
                "group.initial.rebalance.delay.ms=0",
                "auto.create.topics.enable=false",
                // so that a broker that was killed is accepted again soon
                "broker.session.timeout.ms=2000",
                "broker.heartbeat.interval.ms=500"));
    lines.addAll(List.of(more));
    return lines;
  }

  private static Process serve(Path directory) throws IOException {
    return java(directory, "kafka.Kafka", "server.properties");
  }

  private static Process java(Path directory, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"),
                "-cp",
                ClassPath.absolute()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() - end < 0) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("the broker has ended: " + directory.resolve("log"), e);
        }
        Thread.sleep(50);
      }
    }
    throw new IOException("the broker does not listen: " + directory.resolve("log"));
  }

  String servers() {
    return "127.0.0.1:" + port;
  }

  /** Sends SIGKILL, and returns when the process has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts the broker again, on the data that the last process has left. */
  void restart() throws IOException, InterruptedException {
    process = serve(directory);
    awaitPort();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
