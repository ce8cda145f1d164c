package io.kubeless.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker of Kafka in a process of its own, which can be killed. */
public final class KafkaBroker implements AutoCloseable {
  private static final String HOSTS = "hosts";
  private static final String ID = "c3Rvcm0tc3Rvcm0tc3Rvcg";
  private static final String PROPERTIES = "server.properties";

  private final BrokerProcess process;
  private final int port;

  private KafkaBroker(BrokerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a broker.
   *
   * @param directory contains its data and its log
   * @param port of the broker; the next one is that of its controller
   * @param more further lines of its configuration, which take precedence
   */
  public static KafkaBroker start(Path directory, int port, String... more)
      throws IOException, InterruptedException {
    return start(List.of(), directory, port, List.of(), more);
  }

  /**
   * Starts a broker with a second listener, at the port plus two, that requires a login with PLAIN
   * or SCRAM. The first one needs none.
   *
   * @param prefix of the command, such as one that enters another network
   * @param address of the listener
   * @param name of the address. A login requires one, because both sides look it up
   * @param logins passwords by user
   * @param more further lines of its configuration, which take precedence
   */
  public static KafkaBroker startWithLogins(
      List<String> prefix,
      Path directory,
      int port,
      String address,
      String name,
      Map<String, String> logins,
      String... more)
      throws IOException, InterruptedException {
    List<String> scram = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    logins.forEach(
        (user, password) -> {
          for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
            scram.add("--add-scram");
            scram.add(mechanism + "=[name=" + user + ",password=" + password + "]");
          }
          plain.append(" user_" + user + "=\"" + password + "\"");
        });
    List<String> lines =
        new ArrayList<>(
            List.of(
                "listeners="
                    + listeners(port)
                    + (",SASL_PLAINTEXT://" + address + ":" + (port + 2)),
                "advertised.listeners=PLAINTEXT://127.0.0.1:"
                    + port
                    + (",SASL_PLAINTEXT://" + name + ":" + (port + 2)),
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"
                    + ",SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL",
                "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
                jaas("plain", "plain.PlainLoginModule required" + plain),
                jaas("scram-sha-256", "scram.ScramLoginModule required"),
                jaas("scram-sha-512", "scram.ScramLoginModule required")));
    lines.addAll(List.of(more));
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve(HOSTS), "127.0.0.1 localhost\n" + address + " " + name + "\n");
    return start(prefix, directory, port, scram, lines.toArray(String[]::new));
  }

  private static String jaas(String mechanism, String module) {
    return "listener.name.sasl_plaintext."
        + mechanism
        + ".sasl.jaas.config=org.apache.kafka.common.security."
        + module
        + ";";
  }

  /** Returns the listeners of a broker without a login and of its controller. */
  static String listeners(int port) {
    return "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + (port + 1);
  }

  private static KafkaBroker start(
      List<String> prefix, Path directory, int port, List<String> scram, String... more)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.write(directory.resolve(PROPERTIES), configuration(directory, port, more));
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
    List<String> format =
        new ArrayList<>(List.of("kafka.tools.StorageTool", "format", "-t", ID, "-c", PROPERTIES));
    format.addAll(scram);
    Process formatting =
        BrokerProcess.process(java(prefix, directory, format.toArray(String[]::new)), directory);
    if (formatting.waitFor() != 0) {
      throw new IOException("the storage could not be formatted: " + directory.resolve("log"));
    }
    List<String> serve = java(prefix, directory, "kafka.Kafka", PROPERTIES);
    return new KafkaBroker(BrokerProcess.start(serve, directory, port), port);
  }

  private static List<String> configuration(Path directory, int port, String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + (port + 1),
                "listeners=" + listeners(port),
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
                // members of killed processes count until their sessions have expired
                "group.share.max.size=1000",
                // so that a broker that was killed is accepted again soon
                "broker.session.timeout.ms=2000",
                "broker.heartbeat.interval.ms=500"));
    lines.addAll(List.of(more));
    return lines;
  }

  private static List<String> java(List<String> prefix, Path directory, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties")));
    if (Files.exists(directory.resolve(HOSTS))) {
      command.add("-Djdk.net.hosts.file=" + directory.resolve(HOSTS));
    }
    command.addAll(List.of("-cp", ClassPath.absolute()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns the address that requires no login. */
  public String servers() {
    return "127.0.0.1:" + port;
  }

  /** Connects a producer, with further settings. */
  Producer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends SIGKILL, and returns when the process has ended. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts the broker again, on the data that the last process has left. */
  void restart() throws IOException, InterruptedException {
    process.restart();
  }

  @Override
  public void close() {
    process.close();
  }
}
