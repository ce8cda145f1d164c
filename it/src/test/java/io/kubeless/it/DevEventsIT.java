package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.browser.Browser;
import io.kubeless.storm.KafkaBroker;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events of real brokers on this machine: in {@code dev}, and from the console page. */
@Timeout(600)
@SuppressWarnings("try") // closing a connection may throw InterruptedException
class DevEventsIT {
  private static final int PORT = 18191;
  private static final int KAFKA = 19640;
  private static final int NATS = 19650;
  private static final Path NATS_SERVER =
      Path.of(System.getProperty("user.home"), ".cache", "kubeless-cluster", "bin", "nats-server");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static KafkaBroker kafka;
  private static Process nats;
  private static Connection connection;
  private static KafkaProducer<String, String> producer;
  private static Path project;
  private static Started dev;
  private static String page;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    boolean required = "required".equals(System.getenv("KUBELESS_IT_CLUSTER"));
    assumeTrue(required || Files.isExecutable(NATS_SERVER), NATS_SERVER + " is missing");
    kafka = KafkaBroker.start(directory.resolve("kafka"), KAFKA);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      List<NewTopic> topics =
          List.of(new NewTopic("orders", 2, (short) 1), new NewTopic("jobs", 1, (short) 1));
      admin.createTopics(topics).all().get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.servers()),
            new StringSerializer(),
            new StringSerializer());
    nats =
        new ProcessBuilder(
                NATS_SERVER.toString(), "-p", "" + NATS, "-js", "-sd", directory + "/nats")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nats.log").toFile())
            .start();
    connection = Nats.connectReconnectOnConnect("nats://127.0.0.1:" + NATS);
    connection
        .jetStreamManagement()
        .addStream(StreamConfiguration.builder().name("IMAGES").subjects("images.>").build());
    project = Projects.example("hello", "dev-events");
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "triggers:\n- kafka: {topic: orders, servers: '%s', attempts: 2, backoff: 100ms, onFailure: skip}\n"
                .formatted(kafka.servers())
            + "- kafka: {topic: jobs, mode: queue, parallelism: 2, onFailure: skip, servers: '%s'}\n"
                .formatted(kafka.servers())
            + "- nats: {subject: 'images.>', name: images, servers: 'nats://127.0.0.1:%s'}\n"
                .formatted(NATS));
    code("v0");
    dev = Maven.in(project).start("kubeless:dev", "-Dkubeless.port=" + PORT);
    page = dev.awaitLine("console   ").replaceFirst(".*console   ", "");
    awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    if (kafka == null) {
      return;
    }
    code("not \" compiling");
    assertThat(call("/").statusCode()).isEqualTo(500);
    dev.close();
    assertThatNoPositionIsLeft(); // no process of the function is running that would delete it
    if (browser != null) {
      browser.close();
    }
    producer.close();
    connection.close();
    nats.destroy();
    kafka.close();
  }

  private static void assertThatNoPositionIsLeft() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      assertThat(admin.listGroups().all().get()).isEmpty();
    }
    assertThat(connection.jetStreamManagement().getConsumerNames("IMAGES")).isEmpty();
  }

  /** Saves a function that writes each event to a file, and waits while it processes a slow one. */
  private static void code(String version) throws IOException {
    Projects.write(
        project,
        "src/main/java/com/acme/Hello.java",
        """
        package com.acme;

        import io.kubeless.function.*;
        import java.nio.file.*;

        public final class Hello implements Handler<Event, Context> {
          @Override
          public Object handle(Event event, Context context) throws Exception {
            context.logger().log(System.Logger.Level.INFO, "%1$s received " + event.text());
            if (event.text().equals("fail")) {
              throw new IllegalStateException("no stock");
            }
            if (event.text().startsWith("slow")) {
              Files.createFile(Path.of("%2$s", "entered-" + event.text()));
              while (!Files.exists(Path.of("%2$s", "leave-" + event.text()))) {
                Thread.sleep(5);
              }
            }
            Files.writeString(Path.of("%2$s", "events"), "%1$s " + event.text() + "\\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return "%1$s";
          }
        }
        """
            .formatted(version, directory));
  }

  private static HttpResponse<String> call(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void awaitReady() throws Exception {
    while (call("/readyz").statusCode() != 200) {
      Thread.sleep(50);
    }
  }

  private static List<String> events() throws IOException {
    Path file = directory.resolve("events");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static void awaitEvents(Predicate<List<String>> condition) throws Exception {
    while (!condition.test(events())) {
      Thread.sleep(20);
    }
  }

  private static JsonNode send(String event) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page + "/api/calls"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build();
    return JSON.readTree(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** Returns a call when a log line contains a text. */
  private static JsonNode awaitCall(JsonNode sent, String line) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page + "/api/calls/" + sent.path("id").asLong())).build();
    while (true) {
      JsonNode call =
          JSON.readTree(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (call.path("lines").findValuesAsText("message").stream().anyMatch(line::equals)) {
        return call;
      }
      Thread.sleep(50);
    }
  }

  @Test
  void thePagePublishesToRealBrokersAndShowsWhatTheFunctionDid() throws Exception {
    code("page");
    assertThat(call("/").body()).isEqualTo("page");
    JsonNode order =
        send(
            "{\"kind\":\"kafka\",\"source\":\"kafka-orders\",\"fields\":{\"key\":\"duke\"},"
                + "\"body\":\"a book\"}");
    assertThat(order.path("note").asText()).matches("published to orders-[01]@\\d+");
    JsonNode processed = awaitCall(order, "event 200");
    assertThat(processed.path("status").asInt()).isEqualTo(200);
    assertThat(processed.path("millis").isNumber()).isTrue();
    assertThat(processed.path("note")).isEqualTo(order.path("note"));
    assertThat(processed.path("lines").findValuesAsText("message"))
        .contains("page received a book");

    JsonNode image =
        send(
            "{\"kind\":\"nats\",\"source\":\"nats-images\",\"fields\":{\"subject\":\"images.a\"},"
                + "\"body\":\"a picture\"}");
    assertThat(image.path("note").asText()).matches("published to IMAGES:\\d+");
    assertThat(awaitCall(image, "event 200").path("lines").findValuesAsText("message"))
        .contains("page received a picture");

    JsonNode failing = send("{\"kind\":\"kafka\",\"source\":\"kafka-orders\",\"body\":\"fail\"}");
    JsonNode failed = awaitCall(failing, "event 500");
    assertThat(failed.path("failed").asBoolean()).isTrue();
    assertThat(failed.path("lines").findValuesAsText("stack").toString()).contains("no stock");

    JsonNode nowhere =
        send(
            "{\"kind\":\"nats\",\"source\":\"nats-images\",\"fields\":{\"subject\":\"other\"},"
                + "\"body\":\"x\"}");
    assertThat(nowhere.path("failed").asBoolean()).isTrue();
    assertThat(nowhere.path("note").asText()).contains("KUBELESS-423");
  }

  @Test
  void theKeyboardAlonePublishesToRealBrokersInABrowser() throws Exception {
    Optional<Path> chromium = Browser.executable();
    if ("required".equals(System.getenv("KUBELESS_BROWSER"))) {
      assertThat(chromium)
          .as("KUBELESS_BROWSER is required, and Chromium is not found")
          .isPresent();
    }
    assumeTrue(chromium.isPresent(), "Chromium is not found");
    code("browser");
    assertThat(call("/").body()).isEqualTo("browser");
    browser = Browser.start(chromium.orElseThrow());
    browser.open(page + "/");
    browser.await("document.getElementById('state').textContent === 'running'");
    for (String each : List.of("kafka orders a-book", "kafka jobs a-job", "nats images.> a-cat")) {
      String[] words = each.split(" ");
      browser.open(page + "/");
      browser.await("document.getElementById('state').textContent === 'running'");
      browser.tabTo("[name=kind]");
      for (String kind = ""; !kind.equals(words[0]); kind = kind()) {
        browser.press("ArrowRight");
      }
      browser.tabTo("[name=trigger]");
      for (String chosen = chosen(); !chosen.equals(words[1]); chosen = chosen()) {
        browser.press("ArrowDown");
      }
      if (words[0].equals("nats")) {
        browser.tabTo("[name=subject]");
        browser.type("images.cat");
      }
      browser.tabTo("[name=body]");
      browser.type(words[2]);
      browser.pressWithCtrl("Enter");
      browser.await(
          "document.getElementById('answer-summary').textContent.startsWith('200 in ')"
              + " && document.getElementById('answer-log').textContent.includes('browser received "
              + words[2]
              + "')");
      assertThat(browser.text("answer-note")).matches("published to (\\w+-\\d@\\d+|IMAGES:\\d+)");
      awaitEvents(all -> all.contains("browser " + words[2]));
    }
  }

  private static String kind() throws Exception {
    return browser.value("document.getElementById('form').elements.kind.value").asText();
  }

  private static String chosen() throws Exception {
    return browser.value("document.querySelector('[name=trigger]').value").asText();
  }

  @Test
  void afterMavenWasKilledTheFunctionEndsAndLeavesNothing() throws Exception {
    Path other = Projects.example("hello", "dev-killed");
    Projects.write(
        other,
        "src/main/kubeless/function.yaml",
        Files.readString(project.resolve("src/main/kubeless/function.yaml"))
            + "name: killed\n"); // with groups of its own
    List<String> groups = groups();
    try (Started run = Maven.in(other).start("kubeless:run", "-Dkubeless.port=" + (PORT + 1))) {
      run.awaitLine("running   ");
      assertThat(groups()).hasSize(groups.size() + 2);
      run.killAlone();
    }
    assertThat(groups()).isEqualTo(groups);
    assertThat(connection.jetStreamManagement().getConsumerNames("IMAGES")).hasSize(1);
    new ServerSocket(PORT + 1).close(); // it is free
  }

  private static List<String> groups() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      return admin.listGroups().all().get().stream().map(GroupListing::groupId).sorted().toList();
    }
  }

  @Test
  void noEventIsLostWhileTheCodeChangesOrDoesNotCompile() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<String> published = new ArrayList<>();
    Thread publisher =
        new Thread(
            () -> {
              try {
                for (int i = 0; !done.get(); i++) {
                  producer.send(new ProducerRecord<>("orders", "k" + i)).get();
                  producer.send(new ProducerRecord<>("jobs", "q" + i)).get();
                  connection.jetStream().publish("images.a", ("n" + i).getBytes());
                  published.add("k" + i);
                  published.add("q" + i);
                  published.add("n" + i);
                  Thread.sleep(20);
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    publisher.start();
    for (int i = 1; i <= 5; i++) {
      String version = "v" + i;
      code(version);
      assertThat(call("/").body()).isEqualTo(version);
      for (String letter : List.of("k", "q", "n")) {
        String expected = version + " " + letter + "\\d+";
        awaitEvents(all -> all.stream().anyMatch(each -> each.matches(expected)));
      }
      code("not \" compiling");
      assertThat(call("/").statusCode()).isEqualTo(500);
      Thread.sleep(500); // events that no process receives now
    }
    code("last");
    assertThat(call("/").body()).isEqualTo("last");
    done.set(true);
    publisher.join();
    awaitEvents(
        all -> {
          List<String> texts = all.stream().map(each -> each.replaceFirst(".* ", "")).toList();
          return texts.containsAll(published);
        });
    assertThat(events()).anyMatch(each -> each.matches("last [kqn]\\d+"));
  }

  @Test
  void anEventInFlightIsCompletedByTheCodeThatItBeganWithAndLaterOnesRunTheNewCode()
      throws Exception {
    code("before");
    assertThat(call("/").body()).isEqualTo("before");
    awaitReady();
    producer.send(new ProducerRecord<>("orders", 0, null, "slow-order")).get();
    connection.jetStream().publish("images.a", "slow-image".getBytes());
    for (String each : List.of("entered-slow-order", "entered-slow-image")) {
      while (!Files.exists(directory.resolve(each))) {
        Thread.sleep(5);
      }
    }
    code("after");
    assertThat(call("/").body()).isEqualTo("after");
    producer.send(new ProducerRecord<>("orders", 0, null, "next-order")).get();
    // While the other one is in flight. The former process still receives what it has requested.
    for (int i = 0; events().stream().noneMatch(each -> each.startsWith("after next-image")); i++) {
      connection.jetStream().publish("images.a", ("next-image-" + i).getBytes());
      Thread.sleep(50);
    }
    Files.createFile(directory.resolve("leave-slow-order"));
    Files.createFile(directory.resolve("leave-slow-image"));
    awaitEvents(
        all ->
            all.containsAll(List.of("before slow-order", "before slow-image", "after next-order")));
    assertThat(events()).doesNotContain("after slow-order", "after slow-image");
  }
}
