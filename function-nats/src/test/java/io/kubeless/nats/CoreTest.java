package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.Outcome;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing a connection may throw InterruptedException
class CoreTest {
  @TempDir private static Path directory;
  private static NatsServer server;
  private static Connection connection;
  private String subject;

  @BeforeAll
  static void startServer() throws Exception {
    server = NatsServer.start(directory);
    connection = server.connect();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      connection.close();
      server.close();
    }
  }

  @BeforeEach
  void choose(TestInfo test) {
    subject = test.getTestMethod().orElseThrow().getName();
  }

  private Map<String, String> settings(NatsServer of, String... more) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("NAME", subject);
    settings.put("SERVERS", of.url());
    settings.put("SUBJECT", subject);
    settings.put("MODE", "core");
    settings.put("QUEUE", "team_trigger_f_orders.>");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private void publish(Connection to, int first, int end) throws Exception {
    for (int i = first; i < end; i++) {
      to.publish(subject, Integer.toString(i).getBytes());
    }
    to.flush(null);
  }

  private static String[] numbers(int end) {
    return IntStream.range(0, end).mapToObj(Integer::toString).toArray(String[]::new);
  }

  @Test
  void theProcessesOfAGroupShareTheEvents() throws Exception {
    TestProcess.Handler handler = event -> TestProcess.SUCCESS;
    try (TestProcess one = TestProcess.start(subject + 1, settings(server), handler);
        TestProcess two = TestProcess.start(subject + 2, settings(server), handler)) {
      Await.until("both are ready", () -> one.ready() && two.ready());
      publish(connection, 0, 100);
      Await.until("all are called", () -> one.calls.size() + two.calls.size() >= 100);
      assertThat(Stream.concat(one.bodies().stream(), two.bodies().stream()))
          .containsExactlyInAnyOrder(numbers(100));
      assertThat(one.log)
          .contains(
              "INFO NATS trigger "
                  + subject
                  + ": events are delivered at most once; those that arrive while no process is"
                  + " subscribed, or are in a process that ends, are lost");
    }
  }

  @Test
  void anEventHasTheIdOfItsSender() throws Exception {
    try (TestProcess process =
        TestProcess.start(subject, settings(server), event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
      connection.publish(
          NatsMessage.builder()
              .subject(subject)
              .headers(new Headers().add("Nats-Msg-Id", "7"))
              .build());
      connection.publish(subject, new byte[0]);
      Await.until("both are called", () -> process.calls.size() == 2);
      List<String> ids = process.calls.stream().map(event -> event.id()).sorted().toList();
      assertThat(ids).contains("7").doesNotHaveDuplicates();
      assertThat(process.calls.get(0).headers()).containsEntry("nats-subject", List.of(subject));
    }
  }

  @Test
  void aFailedEventIsLostAndReported() throws Exception {
    try (TestProcess process =
        TestProcess.start(
            subject,
            settings(server),
            event ->
                new String(event.body()).equals("0")
                    ? new Outcome.Refused(400, "no")
                    : new Outcome.Malformed(400, "it has no type"))) {
      Await.until("it is ready", process::ready);
      publish(connection, 0, 2);
      Await.until("they are skipped", () -> process.metric("function_events_skipped_total") == 2);
      assertThat(process.log)
          .filteredOn(line -> line.contains(" failed with "))
          .map(line -> line.replaceAll("event \\S+", "event"))
          .containsExactlyInAnyOrder(
              "WARNING NATS trigger "
                  + subject
                  + ": event failed with 400 (Refused); it is delivered at most once, and lost",
              "WARNING NATS trigger "
                  + subject
                  + ": event failed with 400 (Malformed: it has no type); it is delivered at most"
                  + " once, and lost");
      assertThat(process.calls).hasSize(2);
    }
  }

  @RepeatedTest(20)
  void whatWasReceivedIsProcessedWhenTheProcessStops() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TestProcess process =
        TestProcess.start(
            subject,
            settings(server, "PARALLELISM", "2"),
            event -> {
              go.await();
              return TestProcess.SUCCESS;
            })) {
      Await.until("it is ready", process::ready);
      publish(connection, 0, 500);
      Await.until("the first are called", () -> process.calls.size() == 2);
      Await.until("the others are received", () -> process.metric("function_events_lag") == 500);
      process.source.pause();
      go.countDown();
      process.source.resume();
      process.drain();
      assertThat(process.bodies()).containsExactlyInAnyOrder(numbers(500));
      assertThat(process.metric("function_events_succeeded_total")).isEqualTo(500);
      assertThat(process.metric("function_events_dropped_total")).isZero();
    }
  }

  @Test
  void messagesThatDoNotFitIntoTheMemoryAreCounted() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TestProcess process =
        TestProcess.start(
            subject,
            settings(server, "PARALLELISM", "1"),
            event -> {
              go.await();
              return TestProcess.SUCCESS;
            })) {
      Await.until("it is ready", process::ready);
      publish(connection, 0, 70_000);
      Await.until(
          "messages are dropped",
          () -> process.metric("function_events_dropped_total") >= 70_000 - 65_536 - 2);
      assertThat(process.log)
          .anyMatch(line -> line.endsWith("faster than they are processed, and are dropped"));
      go.countDown();
    }
  }

  @Test
  void aServerThatComesBackIsUsedAgain(@TempDir Path own) throws Exception {
    try (NatsServer killed = NatsServer.start(own);
        TestProcess process =
            TestProcess.start(subject, settings(killed), event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
      killed.kill();
      Await.until(
          "the loss is reported",
          () -> process.source.health().detail().endsWith("not connected to " + killed.url()));
      assertThat(process.ready()).isTrue();
      killed.start();
      Await.until(
          "it is connected again", () -> process.source.health().detail().endsWith(" pending"));
      try (Connection publisher = killed.connect()) {
        publish(publisher, 0, 1);
        Await.until("the event is processed", () -> process.calls.size() == 1);
      }
    }
  }
}
