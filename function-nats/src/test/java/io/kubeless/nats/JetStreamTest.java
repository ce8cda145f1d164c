package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Event;
import io.kubeless.runtime.ReadMessage;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.testing.Events;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing a connection may throw InterruptedException
class JetStreamTest {
  // Leases are renewed in time also where other processes are busy.
  private static final Duration ACK_WAIT = Duration.ofSeconds(2);
  @TempDir private static Path directory;
  private static NatsServer server;
  private static Connection connection;
  private static JetStreamManagement management;

  /** Name of the stream, the durable consumer and the first token of the subject of a test. */
  private String name;

  @BeforeAll
  static void startServer() throws Exception {
    server = NatsServer.start(directory);
    connection = server.connect();
    management = connection.jetStreamManagement();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      connection.close();
      server.close();
    }
  }

  @BeforeEach
  void createStream(TestInfo test) throws Exception {
    name = test.getTestMethod().orElseThrow().getName();
    createStream(name, name + ".in");
  }

  private static void createStream(String name, String subject) throws Exception {
    management.addStream(StreamConfiguration.builder().name(name).subjects(subject).build());
  }

  private void createConsumer(Duration ackWait) throws Exception {
    management.createConsumer(
        name,
        ConsumerConfiguration.builder()
            .durable("f")
            .filterSubject(name + ".in")
            .ackPolicy(AckPolicy.Explicit)
            .ackWait(ackWait)
            .build());
  }

  private Map<String, String> settings(String... more) {
    return settings(server, name, more);
  }

  private static Map<String, String> settings(NatsServer server, String name, String... more) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("NAME", name);
    settings.put("SERVERS", server.url());
    settings.put("SUBJECT", name + ".in");
    settings.put("STREAM", name);
    settings.put("DURABLE", "f");
    settings.put("DEAD_LETTER_SUBJECT", name + ".dead");
    settings.put("BACKOFF_MS", "20");
    settings.put("MAX_BACKOFF_MS", "50");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private void publish(int from, int to) throws Exception {
    publish(connection, name, from, to);
  }

  private static void publish(Connection connection, String name, int from, int to)
      throws Exception {
    for (int i = from; i < to; i++) {
      connection.jetStream().publish(name + ".in", Integer.toString(i).getBytes());
    }
  }

  private static String[] numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
  }

  private ConsumerInfo consumer() throws Exception {
    return management.getConsumerInfo(name, "f");
  }

  private boolean settled() throws Exception {
    ConsumerInfo info = consumer();
    return info.getNumPending() == 0 && info.getNumAckPending() == 0;
  }

  @Test
  void anEventHasTheBodyTheHeadersAndTheTimeOfItsMessage() throws Exception {
    connection
        .jetStream()
        .publish(
            NatsMessage.builder()
                .subject(name + ".in")
                .headers(new Headers().add("Ce-Type", "t").add("x", "1", "2"))
                .data("body")
                .build());
    try (TestProcess process = TestProcess.start(name, settings(), event -> TestProcess.SUCCESS)) {
      Await.until("the event is settled", () -> !process.calls.isEmpty() && settled());
      SourceEvent event = process.calls.get(0);
      assertThat(event.id()).isEqualTo(name + ":1");
      assertThat(event.namespace()).isEqualTo("natstrigger.kubeless.io");
      assertThat(event.attempt()).isEqualTo(1);
      assertThat(new String(event.body())).isEqualTo("body");
      assertThat(event.headers())
          .containsEntry("ce-type", List.of("t"))
          .containsEntry("x", List.of("1", "2"))
          .containsEntry("nats-subject", List.of(name + ".in"))
          .containsEntry("nats-stream", List.of(name))
          .containsEntry("nats-sequence", List.of("1"));
      assertThat(process.source.health().detail())
          .matches("nats-" + name + ": last answer \\d+\\.\\d s ago, \\d+ pending");
    }
  }

  @Test
  void theConsumerOfADeveloperBeginsWithTheNewestEventAndEndsWithItsProcess() throws Exception {
    publish(0, 1);
    Map<String, String> settings = settings("TEMPORARY", "true", "START", "latest");
    try (TestProcess process = TestProcess.start(name, settings, event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
      assertThat(consumer().getConsumerConfiguration().getInactiveThreshold())
          .isEqualTo(Duration.ofDays(1));
      assertThat(TestProcess.publish(settings, "", "new")).isEqualTo(name + ":2");
      Await.until("the event is settled", () -> !process.calls.isEmpty() && settled());
      assertThat(process.bodies()).containsExactly("new");
      assertThat(process.calls.get(0).headers()).containsEntry("x", List.of("1"));
      process.drain();
    }
    assertThat(management.getConsumerNames(name)).isEmpty();
  }

  @Test
  void anEventThatNoStreamStoresIsNotPublished() throws Exception {
    Map<String, String> any = settings("SUBJECT", name + ".*", "ON_FAILURE", "skip");
    assertThatThrownBy(() -> TestProcess.publish(settings(), "other", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NATS trigger " + name + ": other does not match " + name + ".in");
    assertThatThrownBy(() -> TestProcess.publish(any, "", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "NATS trigger "
                + name
                + ": a message requires a subject without wildcards, unlike "
                + name
                + ".*");
    assertThatThrownBy(() -> TestProcess.publish(any, name + ".other", "x"))
        .hasMessage(
            "NATS trigger " + name + ": no stream stores " + name + ".other on " + server.url());
    assertThatThrownBy(
            () -> TestProcess.publish(settings("SERVERS", "nats://localhost:1"), "", "x"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "NATS trigger " + name + ": nats://localhost:1 cannot be reached: ");
  }

  @Test
  void aMessageIsTheEventThatTheBuilderOfTestsReturns() throws Exception {
    publish(0, 1);
    connection
        .jetStream()
        .publish(
            NatsMessage.builder()
                .subject(name + ".in")
                .headers(new Headers().add("X-One", "1", "2").add("Content-Type", "text/plain"))
                .data("b\u00e9".getBytes(StandardCharsets.UTF_8))
                .build());
    Message message =
        connection
            .jetStream()
            .subscribe(name + ".in", PullSubscribeOptions.builder().build())
            .fetch(2, Duration.ofSeconds(10))
            .get(1);
    Event built =
        Events.nats(name + ".in")
            .at(name, 2)
            .header("X-One", "1")
            .header("x-one", "2")
            .header("Content-Type", "text/plain")
            .time(message.metaData().timestamp().toInstant())
            .body("b\u00e9")
            .build();
    assertThat(ReadMessage.text(built))
        .isEqualTo(ReadMessage.text(ReadMessage.of(StreamMessages.of(message, 1))));
  }

  @Test
  void twoProcessesShareSlowEventsWithoutADuplicate() throws Exception {
    createConsumer(ACK_WAIT);
    publish(0, 20);
    TestProcess.Handler slow =
        event -> {
          Thread.sleep(ACK_WAIT.toMillis() * 9 / 10);
          return TestProcess.SUCCESS;
        };
    try (TestProcess one = TestProcess.start(name + 1, settings("PARALLELISM", "1"), slow);
        TestProcess two = TestProcess.start(name + 2, settings("PARALLELISM", "1"), slow)) {
      Await.until("all events are settled", this::settled);
      assertThat(Stream.concat(one.bodies().stream(), two.bodies().stream()))
          .containsExactlyInAnyOrder(numbers(0, 20));
      assertThat(one.calls).hasSizeGreaterThan(5);
      assertThat(two.calls).hasSizeGreaterThan(5);
    }
  }

  @Test
  void anEventThatTakesLongerThanTheAckWaitIsDeliveredOnce() throws Exception {
    createConsumer(ACK_WAIT);
    publish(0, 1);
    TestProcess.Handler slow =
        event -> {
          Thread.sleep(2 * ACK_WAIT.toMillis());
          return TestProcess.SUCCESS;
        };
    try (TestProcess one = TestProcess.start(name + 1, settings(), slow);
        TestProcess two = TestProcess.start(name + 2, settings(), slow)) {
      Await.until("the event is settled", this::settled);
      assertThat(one.calls.size() + two.calls.size()).isEqualTo(1);
      assertThat(consumer().getDelivered().getConsumerSequence()).isEqualTo(1);
    }
  }

  @Test
  void aFailedEventIsTriedAgainAndThenBecomesADeadLetter() throws Exception {
    createStream(name + "-dead", name + ".dead");
    connection
        .jetStream()
        .publish(
            NatsMessage.builder()
                .subject(name + ".in")
                .headers(
                    new Headers()
                        .add("x", "1")
                        .add("Nats-Msg-Id", "sent")
                        .add(
                            "traceparent",
                            "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"))
                .data("poison")
                .build());
    try (TestProcess process =
        TestProcess.start(
            name,
            settings("ATTEMPTS", "3"),
            event -> {
              throw new IllegalStateException("line one\nß two");
            })) {
      Await.until("the event is settled", () -> process.calls.size() == 3 && settled());
      assertThat(process.calls.stream().map(SourceEvent::attempt)).containsExactly(1, 2, 3);
      Message dead =
          connection
              .getStreamContext(name + "-dead")
              .createOrUpdateConsumer(ConsumerConfiguration.builder().durable("r").build())
              .next(Duration.ofSeconds(5));
      assertThat(new String(dead.getData(), StandardCharsets.UTF_8)).isEqualTo("poison");
      Map<String, List<String>> headers = new TreeMap<>();
      dead.getHeaders().forEach(headers::put);
      assertThat(headers)
          .isEqualTo(
              new TreeMap<>(
                  Map.ofEntries(
                      Map.entry("Nats-Msg-Id", List.of(name + ":1/f/" + stored(1))),
                      Map.entry("x", List.of("1")),
                      Map.entry(
                          "traceparent",
                          List.of("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")),
                      Map.entry("kubeless-error-subject", List.of(name + ".in")),
                      Map.entry("kubeless-error-stream", List.of(name)),
                      Map.entry("kubeless-error-sequence", List.of("1")),
                      Map.entry("kubeless-error-consumer", List.of("f")),
                      Map.entry("kubeless-error-attempts", List.of("3")),
                      Map.entry("kubeless-error-status", List.of("500")),
                      Map.entry("kubeless-error-class", List.of("java.lang.IllegalStateException")),
                      Map.entry("kubeless-error-message", List.of("line one ? two")),
                      Map.entry(
                          "kubeless-error-trace-id",
                          List.of("0123456789abcdef0123456789abcdef")))));
      assertThat(process.metric("function_events_retried_total")).isEqualTo(2);
      assertThat(process.metric("function_events_dead_lettered_total")).isEqualTo(1);
      assertThat(process.log)
          .filteredOn(line -> line.contains("attempt "))
          .hasSize(3)
          .last()
          .asString()
          .isEqualTo(
              "WARNING NATS trigger "
                  + name
                  + ": attempt 3 of 3 for event "
                  + name
                  + ":1 failed with 500 (java.lang.IllegalStateException); the event becomes a dead"
                  + " letter in "
                  + name
                  + ".dead");
    }
  }

  private Instant stored(long sequence) throws Exception {
    return management.getMessage(name, sequence).getTime().toInstant();
  }

  /** The stream of dead letters ignores a message with an id that it has stored a while ago. */
  @Test
  void theDeadLetterOfEachConsumerAndOfEachStreamIsStored() throws Exception {
    createStream(name + "-dead", name + ".dead.>");
    TestProcess.Handler refusing = event -> new Outcome.Refused(400, "no");
    for (int created = 1; created <= 2; created++) {
      publish(0, 1);
      for (String consumer : List.of("f", "g")) {
        Map<String, String> settings =
            settings("DURABLE", consumer, "DEAD_LETTER_SUBJECT", name + ".dead." + consumer);
        try (TestProcess process = TestProcess.start(name + consumer, settings, refusing)) {
          Await.until(
              "the dead letter is stored",
              () -> process.metric("function_events_dead_lettered_total") == 1);
        }
      }
      assertThat(management.getStreamInfo(name + "-dead").getStreamState().getMsgCount())
          .isEqualTo(2 * created);
      createStreamAgain();
    }
  }

  @Test
  void anEventWhoseDeadLetterCannotBeStoredIsKeptUntilItCan() throws Exception {
    createConsumer(ACK_WAIT);
    publish(0, 1);
    try (TestProcess process =
        TestProcess.start(
            name, settings("ATTEMPTS", "1"), event -> new Outcome.Refused(400, "no"))) {
      Await.until(
          "storing the dead letter has failed",
          () -> process.metric("function_events_dead_letter_failures_total") > 3);
      assertThat(consumer().getNumAckPending()).isEqualTo(1);
      createStream(name + "-dead", name + ".dead");
      Await.until("the event is settled", this::settled);
      assertThat(process.calls).hasSize(1);
      assertThat(management.getStreamInfo(name + "-dead").getStreamState().getMsgCount())
          .isEqualTo(1);
      assertThat(process.log).anyMatch(line -> line.contains("could not be stored with subject"));
    }
  }

  @Test
  void anEventDuringWhichTheProcessHasEndedTwiceBecomesADeadLetter() throws Exception {
    createStream(name + "-dead", name + ".dead");
    publish(0, 2);
    Path journal =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "kubeless-" + name + "-nats-" + name + ".journal");
    try (InFlightJournal earlier = InFlightJournal.open(journal, 1)) {
      earlier.begin(0, 2, 1);
    }
    try (TestProcess process = TestProcess.start(name, settings(), event -> TestProcess.SUCCESS)) {
      Await.until("all events are settled", this::settled);
      assertThat(process.bodies()).containsExactly("0");
      assertThat(process.log)
          .anyMatch(
              line ->
                  line.endsWith(
                      ":2 is given up: the process has ended 2 times while it processed this event;"
                          + " the event becomes a dead letter in "
                          + name
                          + ".dead"));
      assertThat(management.getStreamInfo(name + "-dead").getStreamState().getMsgCount())
          .isEqualTo(1);
    }
  }

  @Test
  void aFailureThatStopsTheTriggerKeepsItsEvent() throws Exception {
    publish(0, 1);
    Map<String, String> settings = settings("ON_FAILURE", "stop", "ATTEMPTS", "1");
    settings.remove("DEAD_LETTER_SUBJECT");
    try (TestProcess process =
        TestProcess.start(name, settings, event -> new Outcome.Refused(400, "no"))) {
      Await.until("it is stopped", () -> process.metric("function_events_stopped") == 1);
      publish(1, 3);
      Await.until(
          "the probe reports it",
          () -> process.source.health().detail().endsWith(", a failure has stopped it"));
      process.drain();
      assertThat(process.bodies()).containsExactly("0");
    }
    try (TestProcess next = TestProcess.start(name + 2, settings(), event -> TestProcess.SUCCESS)) {
      Await.until("all events are settled", this::settled);
      assertThat(next.bodies()).containsExactlyInAnyOrder("0", "1", "2");
    }
  }

  @Test
  void aDeletedConsumerIsCreatedAgainAndGoesOnWhereItWas() throws Exception {
    publish(0, 20);
    try (TestProcess process = TestProcess.start(name, settings(), event -> TestProcess.SUCCESS)) {
      Await.until("all events are settled", () -> process.calls.size() == 20 && settled());
      Await.until("the position is known", () -> process.metric("function_events_lag") == 0);
      management.deleteConsumer(name, "f");
      publish(20, 40);
      Await.until(
          "the other events are processed",
          () -> new HashSet<>(process.bodies()).containsAll(List.of(numbers(0, 40))));
    }
  }

  @Test
  void aStreamThatIsCreatedAgainIsReadFromItsFirstMessage() throws Exception {
    publish(0, 20);
    try (TestProcess process =
        TestProcess.start(name, settings("START", "latest"), event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
      publish(20, 21);
      Await.until("the event is settled", () -> process.calls.size() == 1 && settled());
      management.deleteStream(name);
      createStream(name, name + ".in");
      publish(30, 32);
      Await.until("the new events are processed", () -> process.calls.size() == 3);
      assertThat(process.bodies()).containsExactlyInAnyOrder("20", "30", "31");
    }
  }

  /** Starts a process whose calls end when the latch is released, for event 0, or when it fails. */
  private TestProcess startSlow(CountDownLatch release, String number, String... more)
      throws Exception {
    return TestProcess.start(
        name + number,
        settings(more),
        event -> {
          if (new String(event.body()).equals("0")) {
            release.await();
          } else if (event.attempt() == 1) {
            throw new IllegalStateException("the first attempt fails");
          }
          return TestProcess.SUCCESS;
        });
  }

  private void createStreamAgain() throws Exception {
    management.deleteStream(name);
    createStream(name, name + ".in");
  }

  @Test
  void aMessageOfAFormerStreamDoesNotAcknowledgeTheOneThatHasItsSequenceNow() throws Exception {
    String[] delay = {"BACKOFF_MS", "2000", "MAX_BACKOFF_MS", "2000"};
    CountDownLatch release = new CountDownLatch(1);
    publish(0, 1);
    try (TestProcess process = startSlow(release, "", delay)) {
      Await.until("the first message is being processed", () -> process.calls.size() == 1);
      createStreamAgain();
      publish(1, 2);
      Await.until("the new message has failed", () -> process.calls.size() == 2);
      release.countDown();
      Await.until("the new message is tried again", () -> process.calls.size() == 3);
      assertThat(process.bodies()).containsExactly("0", "1", "1");
    }
  }

  @Test
  void aProcessNoticesThatAnotherOneHasCreatedTheConsumerOfANewStream() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    publish(0, 1);
    try (TestProcess busy = startSlow(release, "", "PARALLELISM", "1")) {
      Await.until("the first message is being processed", () -> busy.calls.size() == 1);
      createStreamAgain();
      createConsumer(ACK_WAIT.multipliedBy(30));
      publish(1, 2);
      String[] delay = {"BACKOFF_MS", "8000", "MAX_BACKOFF_MS", "8000"};
      try (TestProcess other = startSlow(release, "2", delay)) {
        Await.until("the new message has failed", () -> other.calls.size() == 1);
        Await.until(
            "the other process notices it",
            () -> busy.log.stream().anyMatch(line -> line.contains("deleted and created again")));
        release.countDown();
        Await.until(
            "the new message is tried again", () -> busy.calls.size() + other.calls.size() == 3);
        Await.until("it is settled", this::settled);
      }
    }
  }

  @Test
  void messagesThatWereNotStartedAreDeliveredToAnotherProcessAtOnce() throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    publish(0, 2);
    try (TestProcess one =
        TestProcess.start(
            name + 1,
            settings("PARALLELISM", "10"),
            event -> {
              finish.await();
              return TestProcess.SUCCESS;
            })) {
      Await.until("two events are being processed", () -> one.calls.size() == 2);
      one.source.pause();
      publish(2, 8);
      Await.until("further messages are held", () -> one.metric("function_events_in_flight") == 8);
      try (TestProcess two =
          TestProcess.start(name + 2, settings(), event -> TestProcess.SUCCESS)) {
        Await.until("it is ready", two::ready);
        Thread drain = new Thread(one::drain);
        drain.start();
        // Long before the AckWait of 30 s, and while the first process still finishes its calls.
        Await.until("the others are delivered", () -> two.calls.size() == 6);
        finish.countDown();
        drain.join();
        Await.until("all events are settled", this::settled);
        assertThat(two.bodies()).containsExactlyInAnyOrder(numbers(2, 8));
        assertThat(one.bodies()).containsExactlyInAnyOrder(numbers(0, 2));
      }
    }
  }

  @Test
  void theStopOfAProcessIsNoAttemptForEventsThatItHasRequested() throws Exception {
    publish(0, 2000);
    List<SourceEvent> calls = new CopyOnWriteArrayList<>();
    do {
      try (TestProcess process =
          TestProcess.start(
              name,
              settings("PARALLELISM", "32"),
              event -> {
                calls.add(event);
                Thread.sleep(2);
                return TestProcess.SUCCESS;
              })) {
        Await.until("events are processed", () -> process.calls.size() >= 150 || settled());
        process.drain();
      }
    } while (!settled());
    assertThat(calls).extracting(SourceEvent::attempt).hasSize(2000).containsOnly(1);
  }

  @Test
  void nothingIsLostWhenTheServerIsKilledAndStartedAgain(@TempDir Path own) throws Exception {
    try (NatsServer killed = NatsServer.start(own);
        Connection publisher = killed.connect()) {
      publisher
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name(name).subjects(name + ".in").build());
      try (TestProcess process =
          TestProcess.start(
              name,
              settings(killed, name, "PARALLELISM", "4"),
              event -> {
                Thread.sleep(10);
                return TestProcess.SUCCESS;
              })) {
        publish(publisher, name, 0, 200);
        Await.until("events are processed", () -> process.calls.size() > 20);
        killed.kill();
        killed.start();
        Await.until("it is connected", () -> publisher.getStatus() == Connection.Status.CONNECTED);
        publish(publisher, name, 200, 220);
        Await.until(
            "all events are processed",
            () -> new HashSet<>(process.bodies()).containsAll(List.of(numbers(0, 220))));
        Await.until(
            "it is ready without a problem",
            () -> process.source.health().detail().endsWith("0 pending"));
        assertThat(process.log).noneMatch(line -> line.contains("created again"));
      }
    }
  }
}
