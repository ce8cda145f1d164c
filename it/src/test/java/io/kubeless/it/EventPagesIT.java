package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.storm.KafkaBroker;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The pages on events from Kafka and NATS, with the commands of the brokers. */
@OnCluster
class EventPagesIT {
  private static final String EVENTS = "docs/events.md";
  private static final String NATS = "docs/nats.md";
  private static final String THUMBNAILS = "examples/nats-thumbnails/README.md";
  private static final String TROUBLESHOOTING = "Troubleshooting";

  /** The commands in the directory {@code bin} of Kafka, and their classes. */
  private static final Map<String, String> KAFKA =
      Map.of(
          "kafka-topics", "TopicCommand",
          "kafka-configs", "ConfigCommand",
          "kafka-console-consumer", "consumer.ConsoleConsumer",
          "kafka-consumer-groups", "consumer.group.ConsumerGroupCommand");

  private static void install(Path project) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (var each : KAFKA.entrySet()) {
      String file = "bin/" + each.getKey() + ".sh";
      Projects.write(
          project,
          file,
          "#!/bin/sh\nexec %s -XX:TieredStopAtLevel=1 -cp '%s' org.apache.kafka.tools.%s \"$@\"\n"
              .formatted(java, System.getProperty("java.class.path"), each.getValue()));
      project.resolve(file).toFile().setExecutable(true);
    }
  }

  /** Returns the suffix of a group or a durable consumer of {@code run}. */
  private static String suffix() throws IOException {
    String host = InetAddress.getLocalHost().getHostName();
    return "local-" + System.getProperty("user.name") + "-" + host;
  }

  @Test
  @Executes(EVENTS)
  @Executes(value = EVENTS, sections = TROUBLESHOOTING, sentences = true)
  void everyCommandOfThePageOnKafkaPrintsWhatItShows() throws Exception {
    Cluster cluster = Cluster.namespace("it-events");
    Path project = Projects.example("hello", "events-page");
    Projects.delete(project.resolve("src/test"));
    install(project);
    Projects.write(project, "ca.crt", "a certificate\n");
    int port = 18410;
    try (KafkaBroker broker = KafkaBroker.start(Projects.empty("events-broker"), port);
        Reader reader =
            Reader.on(cluster, project, port + 4)
                .here("localhost:9092", broker.servers())
                .here("local-duke-laptop", suffix())) {
      reader.read(Page.of(EVENTS, "Five minutes with Kafka"));
      reader.type(Page.of(EVENTS, TROUBLESHOOTING));
      assertThat(reader.output()).contains("CURRENT-OFFSET");
      for (String section : new String[] {"Queues", "TLS and logins"}) {
        for (Page.Code code : Page.of(EVENTS, section).code()) {
          if (!code.inSentence()) {
            reader.type(Page.of(EVENTS), code);
          }
        }
      }
    }
  }

  private static Started nats(String test, int port) throws Exception {
    return Started.of(
        new ProcessBuilder(
            "nats-server",
            "-js",
            "-a",
            "127.0.0.1",
            "-p",
            "" + port,
            "-sd",
            Projects.empty(test + "-server").toString()));
  }

  @Test
  @Executes(value = NATS, sentences = true)
  void everyCommandOfThePageOnNatsPrintsWhatItShows() throws Exception {
    Path project = Projects.example("hello", "nats-page");
    Projects.delete(project.resolve("src/test"));
    String hello =
        Page.of(EVENTS).code().stream()
            .filter(code -> code.file().endsWith("Hello.java"))
            .map(Page.Code::text)
            .collect(Collectors.joining());
    Projects.write(
        project, "src/main/java/com/acme/Hello.java", hello.replace("kafka-key", "nats-subject"));
    String server = "localhost:18420";
    try (Started nats = nats("nats-page", 18420);
        Reader reader =
            Reader.in(project, 18422)
                .environment("NATS_URL", server)
                .here("localhost:4222", server)
                .here("nats-server -js", "nats-server -js -a 127.0.0.1 -p 18423 -sd nats-data")) {
      nats.awaitLine("Server is ready");
      Page page = Page.of(NATS);
      for (Page.Code code : page.code()) {
        if (code.text().contains("<durable>")) {
          reader.here("<durable>", durable(server));
        }
        if (code.inSentence()) {
          reader.type(page, code);
        } else if (!code.section().equals(TROUBLESHOOTING)) {
          reader.read(page, code);
        }
      }
    }
  }

  private static String durable(String server) throws IOException {
    String names = Cluster.run("nats", "--server", server, "consumer", "ls", "ORDERS", "--names");
    return names.strip();
  }

  @Test
  @Executes(value = THUMBNAILS, sentences = true)
  void everyCommandOfTheThumbnailsStoresOne() throws Exception {
    Path project = Projects.example("nats-thumbnails", "thumbnails-page");
    BufferedImage cat = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(cat, "jpg", project.resolve("cat.jpg").toFile());
    Page page = Page.of(THUMBNAILS);
    for (String file : new String[] {"Store.java", "src/main/kubeless/env/local/function.yaml"}) {
      String text = Files.readString(project.resolve(file));
      Projects.write(project, file, text.replace("8000", "18430").replace("4222", "18431"));
    }
    try (Reader reader =
        Reader.in(project, 18432)
            .environment("NATS_URL", "localhost:18431")
            .here("nats-server -js", "nats-server -js -a 127.0.0.1 -p 18431 -sd nats-data")) {
      reader.type(page);
      Path thumbnails = project.resolve("thumbnails");
      for (int i = 0; i < 240 && files(thumbnails) == 0; i++) {
        Thread.sleep(250);
      }
      assertThat(files(thumbnails)).isEqualTo(1);
    }
  }

  private static long files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }
}
