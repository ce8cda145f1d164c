package io.kubeless.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A topic, and the processes of a {@link TextFunction} that share its events. */
final class KafkaGroup {
  private final KafkaBroker broker;
  private final Admin admin;
  private final String topic;
  private final Path directory;
  private final Map<String, Member> members = new LinkedHashMap<>();

  KafkaGroup(KafkaBroker broker, Admin admin, String topic, Path directory) {
    this.broker = broker;
    this.admin = admin;
    this.topic = topic;
    this.directory = directory;
  }

  void createTopic(int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  void deleteTopic() throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
  }

  /**
   * Starts a process.
   *
   * @param name of its directory
   * @param host its identity in the group
   * @param settings of the trigger, and variables of the process that begin with {@code FUNC_}
   */
  Member start(String name, String host, String... settings) throws IOException {
    Path own = directory.resolve(name);
    List<String> common =
        List.of(
            "HOSTNAME=" + host,
            "ON_FAILURE=skip",
            "STATIC_MEMBER=true",
            "PROPERTIES=session.timeout.ms=6000");
    Member member =
        new Member(
            TriggerProcess.java(own, "io.kubeless.runtime.Main", "-Xmx64m"),
            TriggerProcess.environment(
                own, broker.servers(), topic, TriggerProcess.settings(common, settings)),
            own);
    members.put(name, member);
    return member;
  }

  String topic() {
    return topic;
  }

  String groupId() {
    return topic + "-group";
  }

  Producer<byte[], byte[]> producer(Map<String, Object> more) {
    return broker.producer(more);
  }

  ProducerRecord<byte[], byte[]> record(int partition, String text) {
    return new ProducerRecord<>(topic, partition, null, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends events to partition 0. */
  void send(String... texts) throws Exception {
    try (Producer<byte[], byte[]> producer = producer(Map.of())) {
      for (String text : texts) {
        producer.send(record(0, text)).get();
      }
    }
  }

  /** Deletes the events of partition 0 before an offset. */
  void deleteBefore(long offset) throws Exception {
    admin
        .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
        .all()
        .get();
  }

  /** Returns the offset that is committed for a partition, 0 if there is none. */
  long committed(int partition) throws ExecutionException, InterruptedException {
    return offset(partition).offset();
  }

  /** Returns what is committed for a partition, 0 without metadata if there is nothing. */
  OffsetAndMetadata offset(int partition) throws ExecutionException, InterruptedException {
    OffsetAndMetadata offset =
        admin
            .listConsumerGroupOffsets(groupId())
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(topic, partition));
    return offset == null ? new OffsetAndMetadata(0) : offset;
  }

  /** Returns the numbers of partitions of all members. */
  List<Integer> assigned() throws ExecutionException, InterruptedException {
    return admin
        .describeConsumerGroups(List.of(groupId()))
        .all()
        .get()
        .get(groupId())
        .members()
        .stream()
        .map(member -> member.assignment().topicPartitions().size())
        .toList();
  }

  /** Changes the offset of partition 0, while there is no process. */
  void reset(OffsetAndMetadata offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(groupId(), Map.of(new TopicPartition(topic, 0), offset))
        .all()
        .get();
  }

  /**
   * Returns the lines of a process that begin with a word, such as {@code done}, without that word
   * and without the topic, such as {@code 0:7 2} for an event of two bytes.
   */
  List<String> lines(String member, String word) throws IOException {
    Path calls = directory.resolve(member).resolve("calls");
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream()
            .filter(line -> line.startsWith(word + " " + topic + ":"))
            .map(line -> line.substring((word + " " + topic + ":").length()))
            .toList()
        : List.of();
  }

  /** Returns such lines of all processes. */
  List<String> lines(String word) throws IOException {
    List<String> all = new ArrayList<>();
    for (String member : members.keySet()) {
      all.addAll(lines(member, word));
    }
    return all;
  }

  /** Creates a file for which an event of a process waits. */
  void file(String member, String name) {
    try {
      Files.createFile(Files.createDirectories(directory.resolve(member)).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log(String member) throws IOException {
    return Files.readString(directory.resolve(member).resolve("log"));
  }

  String reason(String member) throws IOException {
    return Files.readString(directory.resolve(member).resolve("reason"));
  }

  /** Ends all processes. */
  void kill() throws InterruptedException {
    for (Member member : members.values()) {
      member.kill();
    }
  }
}
