package io.kubeless.storm;

import static io.kubeless.storm.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Situations in which consumers of Kafka are known to stop, or to lose or repeat events. */
@Timeout(240)
class KafkaScenariosIT {
  private static final int PORT = 19420;
  @TempDir private static Path brokerDirectory;
  @TempDir private Path directory;
  private static KafkaBroker broker;
  private static Admin admin;
  private KafkaGroup group;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start(brokerDirectory, PORT);
    admin = Admin.create(Map.of("bootstrap.servers", broker.servers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void createGroup(TestInfo test) {
    String topic = test.getTestMethod().orElseThrow().getName();
    group = new KafkaGroup(broker, admin, topic, directory);
  }

  @AfterEach
  void killMembers() throws Exception {
    group.kill();
  }

  /** Sends events to all partitions in turn. */
  private void sendEach(int partitions, int events, String text) {
    try (Producer<byte[], byte[]> producer = group.producer(Map.of())) {
      for (int i = 0; i < events; i++) {
        var unused = producer.send(group.record(i % partitions, text));
      }
    }
  }

  /** Returns whether the offsets of all partitions are those after a number of events in all. */
  private boolean committed(int partitions, int events) throws Exception {
    for (int i = 0; i < partitions; i++) {
      if (group.committed(i) != (events + partitions - 1 - i) / partitions) {
        return false;
      }
    }
    return true;
  }

  private static List<String> each(int partitions, int events, int bytes) {
    return IntStream.range(0, events)
        .mapToObj(i -> i % partitions + ":" + i / partitions + " " + bytes)
        .toList();
  }

  @Test
  void aRebalanceIsNotBlockedByEventsThatAreProcessedAndCommitted() throws Exception {
    group.createTopic(4);
    AtomicInteger sent = new AtomicInteger();
    group.start("a", "a");
    group.start("b", "b"); // joins while the first process is busy
    await(
        () -> {
          int done = group.lines("done").size();
          if (sent.get() - done < 40) {
            sendEach(4, 80, "sleep 250");
            sent.addAndGet(80);
          }
          return group.lines("a", "done").size() >= 8 && group.lines("b", "done").size() >= 8;
        });
    await(() -> committed(4, sent.get()));
    assertThat(group.lines("done")).containsExactlyInAnyOrderElementsOf(each(4, sent.get(), 9));
    assertThat(group.log("a")).doesNotContain("are lost");
  }

  @Test
  void aCommitThatIsRefusedDuringARebalanceDoesNotEndTheConsumer() throws Exception {
    group.createTopic(4);
    Member steady = group.start("a", "a");
    Thread sending = new Thread(() -> sendEachSlowly(4, 1600));
    sending.start();
    for (int i = 0; i < 3; i++) {
      String name = "b" + i;
      Member other = group.start(name, name);
      await(() -> !group.lines(name, "done").isEmpty());
      other.terminate();
      assertThat(other.exitValue()).isZero();
    }
    sending.join();
    await(() -> committed(4, 1600));
    assertThat(group.lines("done")).containsExactlyInAnyOrderElementsOf(each(4, 1600, 8));
    assertThat(steady.isAlive()).isTrue();
    assertThat(group.log("a")).doesNotContain("are lost").doesNotContain("trying again");
  }

  private void sendEachSlowly(int partitions, int events) {
    try (Producer<byte[], byte[]> producer = group.producer(Map.of())) {
      for (int i = 0; i < events; i++) {
        producer.send(group.record(i % partitions, "sleep 10")).get();
        Thread.sleep(10);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStoppingProcessKeepsItsPartitionsUntilItsLastEventIsProcessed() throws Exception {
    group.createTopic(1);
    group.send("await end", "ok");
    String limits = "PROPERTIES=session.timeout.ms=6000\nmax.poll.interval.ms=7000";
    Member stopping = group.start("a", "a", limits, "FUNC_TIMEOUT=40");
    await(() -> group.lines("a", "start").size() == 1);
    group.start("b", "b", limits);
    await(() -> group.log("b").contains("function listens"));
    Executor later = CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS);
    later.execute(() -> group.file("a", "end")); // after the poll interval
    stopping.terminate();
    assertThat(stopping.exitValue()).isZero();
    await(() -> group.committed(0) == 2);
    assertThat(group.lines("a", "done")).containsExactly("0:0 9");
    assertThat(group.lines("b", "done")).containsExactly("0:1 2");
  }

  @Test
  void aProcessThatWasFrozenCommitsNothingForAPartitionThatAnotherHas() throws Exception {
    group.createTopic(1);
    group.send("await end");
    Member frozen = group.start("a", "a");
    await(() -> group.lines("a", "start").size() == 1);
    frozen.freeze();
    group.file("b", "end");
    group.start("b", "b");
    group.send("ok", "ok", "ok");
    await(() -> group.committed(0) == 4);
    group.file("a", "end");
    frozen.thaw();
    await(() -> group.lines("a", "done").size() == 1);
    await(() -> group.log("a").contains("are lost"));
    assertThat(group.committed(0)).isEqualTo(4);
    group.send("ok", "ok");
    await(() -> group.committed(0) == 6);
    // It may also process what it had received before it noticed that it was excluded.
    assertThat(group.lines("b", "done")).contains("0:0 9", "0:1 2", "0:2 2", "0:3 2");
    assertThat(group.lines("done")).containsOnlyOnce("0:4 2", "0:5 2");
  }

  @Test
  void aProcessWhosePlaceWasTakenEndsAndCommitsNothing() throws Exception {
    group.createTopic(1);
    group.send("await end");
    Member frozen = group.start("a", "pod");
    await(() -> group.lines("a", "start").size() == 1);
    frozen.freeze();
    group.file("b", "end");
    group.start("b", "pod");
    group.send("ok");
    await(() -> group.committed(0) == 2);
    group.file("a", "end");
    frozen.thaw();
    await(() -> !frozen.isAlive());
    assertThat(frozen.exitValue()).isEqualTo(70);
    assertThat(group.reason("a")).isEqualTo("another process has taken the place of member pod-t");
    assertThat(group.committed(0)).isEqualTo(2);
    group.send("ok");
    await(() -> group.committed(0) == 3);
    assertThat(group.lines("b", "done")).containsExactly("0:0 9", "0:1 2", "0:2 2");
  }

  @Test
  void eventsOfATopicThatWasCreatedAgainAreAllProcessed() throws Exception {
    group.createTopic(1);
    group.send("ok", "ok", "ok", "ok", "ok");
    group.start("a", "a", "ORDER=none");
    await(() -> group.committed(0) == 5);
    group.send("await end", "ok");
    await(() -> group.lines("a", "start").size() == 7);
    createAgain();
    group.file("a", "end");
    group.send("ok again", "ok again", "ok again");
    await(() -> group.committed(0) == 3);
    assertThat(group.lines("done")).contains("0:0 8", "0:1 8", "0:2 8");
  }

  private void createAgain() throws Exception {
    createAgain(1);
  }

  private void createAgain(int partitions) throws Exception {
    group.deleteTopic();
    awaitSuccess(() -> group.createTopic(partitions)); // the deletion may not have ended
  }

  /** An action that the broker refuses for a short time. */
  private interface Action {
    void run() throws Exception;
  }

  private static void awaitSuccess(Action action) throws Exception {
    await(
        () -> {
          try {
            action.run();
            return true;
          } catch (ExecutionException e) {
            return false;
          }
        });
  }

  @Test
  void eventsOfATopicThatWasCreatedAgainAreProcessedAlsoBelowTheFormerPosition() throws Exception {
    group.createTopic(1);
    group.send("ok", "ok", "ok");
    Member member = group.start("a", "a");
    await(() -> group.committed(0) == 3);
    member.freeze(); // so that its next fetch follows the last event
    createAgain();
    sendEach(1, 20, "ok again");
    member.thaw();
    await(() -> group.lines("done").containsAll(each(1, 20, 8)));
    await(() -> group.committed(0) == 20);
    assertThat(group.log("a"))
        .contains("topic " + group.topic() + " was deleted and created again");
  }

  @Test
  void aMemberBeginsAgainIfAnOffsetOfTheFormerTopicWasCommittedForTheNewOne() throws Exception {
    group.createTopic(1);
    group.send("ok", "ok", "ok");
    Member slow = group.start("a", "a");
    await(() -> group.committed(0) == 3);
    OffsetAndMetadata former = group.offset(0);
    slow.terminate();
    createAgain();
    await(() -> group.committed(0) == 0); // the broker deletes offsets with their topic
    awaitSuccess(() -> group.reset(former)); // what a slow member commits before it notices
    sendEach(1, 20, "ok again");
    group.start("b", "b");
    await(() -> group.lines("b", "done").containsAll(each(1, 20, 8)));
    await(() -> group.committed(0) == 20);
  }

  @Test
  void membersOfATopicThatWasCreatedAgainDoNotMakeEachOtherBeginAgain() throws Exception {
    group.createTopic(4);
    sendEach(4, 40, "ok");
    Member first = group.start("a", "a");
    Member second = group.start("b", "b");
    await(() -> group.log("b").contains("function listens"));
    await(() -> committed(4, 40) && group.assigned().equals(List.of(2, 2)));
    first.freeze();
    second.freeze();
    createAgain(4);
    sendEach(4, 80, "ok again");
    second.thaw();
    await(() -> group.log("b").contains("was deleted and created again"));
    first.thaw();
    await(() -> group.lines("done").containsAll(each(4, 80, 8)));
    await(() -> committed(4, 80));
    Thread.sleep(6000); // so that each member has compared the ids
    await(() -> committed(4, 80));
    List<String> before = group.lines("a", "done");
    second.terminate();
    sendEach(4, 4, "ok");
    await(() -> committed(4, 84));
    Thread.sleep(6000);
    List<String> after = group.lines("a", "done");
    assertThat(after.subList(before.size(), after.size()))
        .containsExactlyInAnyOrder("0:20 2", "1:20 2", "2:20 2", "3:20 2");
  }

  @Test
  void anOffsetThatSomeoneSetIsNotChanged() throws Exception {
    group.createTopic(1);
    group.send("ok", "ok", "ok", "ok");
    group.reset(new OffsetAndMetadata(2));
    group.start("a", "a");
    await(() -> group.committed(0) == 4);
    assertThat(group.lines("done")).containsExactly("0:2 2", "0:3 2");
  }

  @Test
  void eventsAreProcessedAgainAfterTheirOffsetsWereReset() throws Exception {
    group.createTopic(1);
    group.send("ok", "await end", "ok", "ok");
    Member first = group.start("a", "a", "ORDER=none");
    await(() -> group.lines("done").size() == 3 && group.committed(0) == 1);
    first.kill(); // the second event is noted as begun, and the others as settled
    await(() -> group.assigned().isEmpty());
    group.reset(new OffsetAndMetadata(0));
    group.file("a", "end");
    group.start("a", "a", "ORDER=none");
    await(() -> group.committed(0) == 4);
    assertThat(group.lines("done"))
        .containsExactlyInAnyOrder("0:0 2", "0:2 2", "0:3 2", "0:0 2", "0:1 9", "0:2 2", "0:3 2");
  }

  @Test
  void aGroupThatBeganWithTheLatestEventProcessesWhatIsLeftAfterItsOffset() throws Exception {
    group.createTopic(1);
    group.send("old");
    Member first = group.start("a", "a", "START=latest");
    await(() -> group.committed(0) == 1);
    first.terminate();
    group.send("ok", "ok", "ok", "ok");
    group.deleteBefore(3); // as a broker does with events that are too old
    group.start("b", "b", "START=latest");
    await(() -> group.committed(0) == 5);
    assertThat(group.lines("done")).containsExactly("0:3 2", "0:4 2");
  }

  @Test
  void aCommittedOffsetIsNeverBeyondAnEventThatIsNotProcessed() throws Exception {
    group.createTopic(1);
    List<Integer> kept = new CopyOnWriteArrayList<>();
    Map<String, Object> transactional = Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "odd");
    CompletableFuture<Long> end =
        CompletableFuture.supplyAsync(() -> sendTransactions(transactional, kept));
    group.start("a", "a", "ORDER=none");
    group.start("b", "b", "ORDER=none"); // has no partition, or takes it over
    long last = 0;
    while (!end.isDone() || last < end.join()) {
      long committed = group.committed(0);
      assertThat(committed).isGreaterThanOrEqualTo(last);
      List<String> done = group.lines("done");
      List<Integer> before = kept.stream().filter(offset -> offset < committed).toList();
      assertThat(done.stream().map(line -> Integer.valueOf(line.replaceAll("0:| .*", ""))).toList())
          .containsAll(before);
      last = committed;
      Thread.sleep(20);
    }
    assertThat(group.lines("done")).hasSize(kept.size());
  }

  /** Sends transactions of random size, of which some are aborted. Returns the end of the log. */
  private long sendTransactions(Map<String, Object> transactional, List<Integer> kept) {
    Random random = new Random(7);
    long last = 0;
    try (Producer<byte[], byte[]> producer = group.producer(transactional)) {
      producer.initTransactions();
      for (int i = 0; i < 150; i++) {
        producer.beginTransaction();
        List<Integer> offsets = new ArrayList<>();
        for (int each = random.nextInt(5); each >= 0; each--) {
          String text = "sleep " + random.nextInt(60);
          last = producer.send(group.record(0, text)).get().offset();
          offsets.add((int) last);
        }
        if (random.nextInt(3) > 0) {
          producer.commitTransaction();
          kept.addAll(offsets);
        } else {
          producer.abortTransaction();
        }
        Thread.sleep(20);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return last + 2; // a marker ends each transaction
  }
}
