package io.kubeless.storm;

import static io.kubeless.storm.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** The promises of a Kafka trigger in mode queue. */
class KafkaQueueIT extends KafkaFunction {
  private static final int LOCK = 10_000;
  private static final int SHORT_LOCK = 5000; // all in milliseconds
  private static final String QUEUE = "MODE=queue";

  KafkaQueueIT() {
    super(19410);
  }

  private void configureGroup(int lockMillis) throws Exception {
    Map<String, String> values =
        Map.of(
            "share.auto.offset.reset",
            "earliest",
            "share.delivery.count.limit",
            "10",
            "share.record.lock.duration.ms",
            "" + lockMillis);
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, topic + "-group");
    List<AlterConfigOp> changes =
        values.entrySet().stream()
            .map(
                each ->
                    new AlterConfigOp(
                        new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
            .toList();
    admin.incrementalAlterConfigs(Map.of(group, changes)).all().get();
  }

  private Path own(int number) {
    return directory.resolve("pod-" + number);
  }

  private Member start(int number, String... more) throws IOException {
    List<String> settings = new ArrayList<>(List.of(QUEUE, "PARALLELISM=4"));
    Collections.addAll(settings, more);
    return start(own(number), number, "-Xmx64m", settings.toArray(new String[0]));
  }

  /** Returns the number of events that are settled. */
  private long settled() throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    var offset =
        admin
            .listShareGroupOffsets(Map.of(topic + "-group", new ListShareGroupOffsetsSpec()))
            .partitionsToOffsetInfo(topic + "-group")
            .get()
            .get(partition);
    if (offset == null || offset.lag().isEmpty()) {
      return 0;
    }
    long end =
        admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()))
            .partitionResult(partition)
            .get()
            .offset();
    return end - offset.lag().get();
  }

  /** Returns the number of members that may get events. */
  private long members() throws Exception {
    String group = topic + "-group";
    try {
      return admin
          .describeShareGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .stream()
          .filter(each -> !each.assignment().topicPartitions().isEmpty())
          .count();
    } catch (ExecutionException e) { // the group does not exist before its first member has joined
      return 0;
    }
  }

  private List<String> calls(int number) throws IOException {
    Path file = own(number).resolve("calls");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private String log(int number) throws IOException {
    return Files.readString(own(number).resolve("log"));
  }

  /** Returns the offsets of the events that a process has begun or completed. */
  private List<Integer> offsets(int number, String word) throws IOException {
    return calls(number).stream()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> Integer.valueOf(line.split(" ", -1)[1].replaceAll(".*:", "")))
        .toList();
  }

  private static String[] texts(int count, String text) {
    return Collections.nCopies(count, text).toArray(new String[0]);
  }

  @Test
  void moreMembersThanPartitionsShareTheEventsOfAPartition() throws Exception {
    configureGroup(LOCK);
    start(0);
    start(1);
    await(() -> members() == 8);
    send(texts(60, "sleep 200"));
    await(() -> settled() == 60);
    List<Integer> all = new ArrayList<>(offsets(0, "start"));
    assertThat(all).isNotEmpty().hasSizeLessThan(60);
    all.addAll(offsets(1, "start"));
    assertThat(all).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void anEventThatTakesLongerThanItsLockIsProcessedOnceAndBlocksNoOther() throws Exception {
    configureGroup(SHORT_LOCK);
    send("sleep " + 5 * SHORT_LOCK / 2, "ok", "ok");
    start(0);
    start(1);
    await(() -> settled() == 3);
    List<Integer> all = new ArrayList<>(offsets(0, "start"));
    all.addAll(offsets(1, "start"));
    assertThat(all).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void deadLettersAreExactlyTheEventsThatCannotBeProcessed() throws Exception {
    configureGroup(SHORT_LOCK);
    send("ok", "throw", "refuse");
    Member member = start(0, "BACKOFF_MS=2500"); // in all, longer than the lock
    await(() -> settled() == 3);
    assertThat(calls(0)).contains("start " + topic + ":0:1 1", "start " + topic + ":0:1 3");
    send("halt"); // alone, because its deliveries would count for an event beside it, too
    await(
        () -> {
          if (!member.isAlive()) {
            member.restart();
          }
          return settled() == 4;
        });
    send("ok");
    await(() -> settled() == 5);
    // The brokers also count deliveries that the process has not begun before its end.
    assertThat(offsets(0, "start").stream().filter(offset -> offset == 3)).hasSizeBetween(1, 2);
    assertThat(deadTexts().stream().map(text -> text.replaceFirst("^(halt .*) [2-9]$", "$1")))
        .containsExactlyInAnyOrder(
            "throw java.lang.IllegalStateException 3", "refuse Refused 1", "halt ProcessEnded");
    assertThat(offsets(0, "done")).contains(0, 4);
  }

  @Test
  void anEventIsKeptAsLongAsItsDeadLetterCannotBeWritten() throws Exception {
    configureGroup(SHORT_LOCK);
    start(0);
    send("ok");
    await(() -> settled() == 1);
    admin.deleteTopics(List.of(topic + "-dead")).all().get();
    send("throw", "ok");
    await(() -> log(0).contains("could not be written to " + topic + "-dead"));
    await(() -> offsets(0, "done").contains(2));
    long end = System.nanoTime() + 3 * SHORT_LOCK / 2 * 1_000_000L;
    await(() -> System.nanoTime() - end > 0); // so that the lock is renewed
    assertThat(settled()).isEqualTo(2);
    create(topic + "-dead");
    await(() -> settled() == 3);
    assertThat(deadTexts()).containsExactly("throw java.lang.IllegalStateException 3");
    assertThat(offsets(0, "start")).containsExactlyInAnyOrder(0, 1, 1, 1, 2);
  }

  @Test
  void allEventsAreProcessedThoughAProcessIsKilled() throws Exception {
    configureGroup(LOCK);
    Member killed = start(0);
    start(1);
    await(() -> members() == 8);
    send(texts(80, "sleep 150"));
    await(() -> offsets(0, "done").size() > 4);
    killed.kill();
    await(() -> settled() == 80);
    List<Integer> all = new ArrayList<>(offsets(0, "done"));
    all.addAll(offsets(1, "done"));
    assertThat(new HashSet<>(all)).hasSize(80);
    assertThat(all).hasSizeLessThanOrEqualTo(80 + 4); // those that were being processed
  }

  @Test
  void aBrokerThatIsAwayLaterIsReportedByTheProbeAndTheMetrics() throws Exception {
    configureGroup(LOCK);
    start(0);
    send("ok");
    await(() -> settled() == 1);
    broker.kill();
    try {
      await(() -> readiness(0).body().contains("no answer about the group for "));
      assertThat(readiness(0).statusCode()).isEqualTo(200);
      assertThat(metric("function_events_last_poll_age_seconds")).isGreaterThan(25);
    } finally {
      broker.restart();
    }
    await(() -> !readiness(0).body().contains("no answer"));
    send("ok");
    await(() -> settled() == 2);
  }

  @Test
  void noEventIsRepeatedWhenAProcessIsStopped() throws Exception {
    configureGroup(LOCK);
    Member stopped = start(0);
    start(1);
    await(() -> members() == 8);
    send(texts(80, "sleep 150"));
    await(() -> offsets(0, "done").size() > 4);
    stopped.terminate();
    await(() -> settled() == 80);
    List<Integer> all = new ArrayList<>(offsets(0, "start"));
    all.addAll(offsets(1, "start"));
    assertThat(all).hasSize(80).doesNotHaveDuplicates();
  }

  @Test
  void eventsOfATopicThatWasCreatedAgainAreAllProcessed() throws Exception {
    configureGroup(LOCK);
    Member member = start(0);
    send("ok", "ok", "ok");
    await(() -> settled() == 3);
    member.freeze(); // so that the next event is acquired after the last one is sent
    admin.deleteTopics(List.of(topic)).all().get();
    await(this::createdAgain);
    send(texts(20, "ok again"));
    member.thaw();
    await(() -> offsets(0, "done").size() == 23 && settled() == 20);
    assertThat(offsets(0, "done").subList(3, 23))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  private boolean createdAgain() throws Exception {
    try {
      create(topic);
      return true;
    } catch (ExecutionException e) { // the deletion has not ended
      return false;
    }
  }

  @Test
  void aGroupThatWouldLoseEventsEndsTheProcessWithTheCommandThatChangesIt() throws Exception {
    Member member = start(0, "ATTEMPTS=5");
    await(() -> !member.isAlive());
    assertThat(member.exitValue()).isEqualTo(78);
    assertThat(Files.readString(own(0).resolve("reason")))
        .isEqualTo(
            "Kafka trigger t: share group "
                + topic
                + "-group would lose or repeat events, because it begins with the latest event and"
                + " gives up an event after 5 deliveries, with 5 attempts; run"
                + " kafka-configs.sh --bootstrap-server "
                + broker.servers()
                + " --alter --entity-type groups --entity-name "
                + topic
                + "-group --add-config share.auto.offset.reset=earliest,"
                + "share.delivery.count.limit=10");
  }

  @Test
  void theGroupOfADevelopersProcessEndsWithIt() throws Exception {
    Member member = start(0, "TEMPORARY=true", "START=latest", "ATTEMPTS=5");
    awaitReady(0);
    send("ok");
    await(() -> offsets(0, "done").contains(0));
    await(() -> members() == 4);
    member.terminate();
    assertThat(admin.listGroups().all().get())
        .extracting(GroupListing::groupId)
        .doesNotContain(topic + "-group");
  }

  @Test
  void aGroupBeginsWithTheLatestEventIfThatIsWanted() throws Exception {
    start(0, "START=latest", "ATTEMPTS=3");
    awaitReady(0);
    await(
        () -> { // the group begins when its first member has joined
          send("ok");
          return !offsets(0, "done").isEmpty();
        });
  }
}
