package io.kubeless.storm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A storm over the members of a consumer group. */
final class KafkaStorm {
  private static final String TOPIC = "storm";
  private static final String DEAD = "storm-dead";
  private static final String GROUP = "storm-group";
  private static final int PARTITIONS = 12;
  private static final int KEYS = 500;
  private static final int PARALLELISM = 16;
  private static final String SESSION_MILLIS = "6000";
  // The time between two commits, and the time after which no event is begun without commits.
  private static final double COMMIT_SECONDS = 0.5;
  private static final double OUTAGE_SECONDS = 1.75;

  private final StormOptions options;
  private final Path directory;
  private final Path ledgers;
  private final Random random;

  KafkaStorm(StormOptions options, Path directory) throws IOException {
    this.options = options;
    this.directory = directory;
    this.ledgers = Files.createDirectories(directory.resolve("ledgers"));
    this.random = new Random(options.seed());
  }

  /** Runs the storm, and returns what it has found. */
  Findings run() throws Exception {
    long start = System.nanoTime();
    try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), options.port());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
      admin
          .createTopics(
              List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1), new NewTopic(DEAD, 1, (short) 1)))
          .all()
          .get();
      Sender sender =
          new Sender(
              broker.servers(), TOPIC, options.events(), options.perSecond(), KEYS, options.seed());
      Thread sending = new Thread(sender, "sender");
      sending.start();
      List<Member> members = new ArrayList<>();
      try {
        for (int i = 0; i < options.members(); i++) {
          members.add(member(broker, i));
        }
        List<Long> killed = storm(broker, members, sending);
        sending.join();
        awaitAll(broker, sender.acknowledged());
        for (Member member : members) {
          member.terminate();
        }
        return findings(broker, admin, sender, killed, (System.nanoTime() - start) / 1e9);
      } finally {
        for (Member member : members) {
          member.kill();
        }
      }
    }
  }

  private Member member(KafkaBroker broker, int index) throws IOException {
    Path own = Files.createDirectories(directory.resolve("member-" + index));
    Files.writeString(
        own.resolve("function.properties"), "handler=" + LedgerFunction.class.getName() + "\n");
    Map<String, String> environment = new TreeMap<>();
    environment.put(Member.LEDGER, ledgers.toString());
    environment.put(Member.MILLIS, Integer.toString(options.millis()));
    environment.put(Member.SERVERS, broker.servers());
    environment.put(Member.TOPIC, TOPIC);
    environment.put(Member.GROUP, GROUP);
    environment.put(Member.SESSION_TIMEOUT, SESSION_MILLIS);
    environment.put("HOSTNAME", "member-" + index);
    environment.put("FUNC_PORT", "0");
    environment.put("FUNC_TIMEOUT", "30");
    environment.put("KUBELESS_MANAGEMENT_PORT", "0");
    environment.put("KUBELESS_DRAIN_DELAY", "0");
    Map<String, String> trigger = new LinkedHashMap<>();
    trigger.put("NAME", "storm");
    trigger.put("SERVERS", broker.servers());
    trigger.put("TOPIC", TOPIC);
    trigger.put("GROUP", GROUP);
    trigger.put("DEAD_LETTER_TOPIC", DEAD);
    trigger.put("ORDER", options.order());
    trigger.put("PARALLELISM", Integer.toString(PARALLELISM));
    trigger.put("STATIC_MEMBER", "true");
    trigger.put("PROPERTIES", "session.timeout.ms=" + SESSION_MILLIS);
    trigger.forEach((key, value) -> environment.put("KUBELESS_KAFKA_0_" + key, value));
    return new Member(command(own), environment, own);
  }

  private List<String> command(Path own) {
    if (!options.command().isEmpty()) {
      return options.command();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + own,
                "-cp",
                ClassPath.absolute()));
    command.addAll(
        options.consumer().equals("kubeless")
            ? List.of("io.kubeless.runtime.Main")
            : List.of(BareConsumer.class.getName(), options.consumer()));
    return command;
  }

  /** Kills members and the broker while events are sent. Returns the processes of the kills. */
  private List<Long> storm(KafkaBroker broker, List<Member> members, Thread sending)
      throws Exception {
    List<Long> killed = new ArrayList<>();
    long interval = 1000L * options.events() / options.perSecond() / (options.kills() + 1);
    int brokerKills = 0;
    for (int kill = 1; kill <= options.kills(); kill++) {
      sending.join(Math.max(1, interval));
      Member member = members.get(random.nextInt(members.size()));
      killed.add(member.pid());
      if (options.terminate()) {
        member.terminate();
      } else {
        member.kill();
      }
      Thread.sleep(random.nextInt(1000));
      member.restart();
      if (brokerKills < options.brokerKills()
          && kill >= (brokerKills + 1) * options.kills() / (options.brokerKills() + 1)) {
        broker.kill();
        Thread.sleep(1000 + random.nextInt(2000));
        broker.restart();
        brokerKills++;
      }
    }
    return killed;
  }

  /** Waits until each event was handled or is a dead letter, or nothing has changed for long. */
  private void awaitAll(KafkaBroker broker, List<Sent> sent) throws Exception {
    int known = -1;
    long changed = System.nanoTime();
    // A consumer that loses events makes no progress soon.
    long most = TimeUnit.SECONDS.toNanos(options.consumer().equals("kubeless") ? 90 : 15);
    while (System.nanoTime() - changed < most) {
      Set<Long> settled = new HashSet<>(Ledger.read(ledgers).handled().keySet());
      if (settled.size() < sent.size()) {
        settled.addAll(deadLetters(broker));
      }
      if (settled.size() >= sent.size()) {
        return;
      }
      if (settled.size() != known) {
        known = settled.size();
        changed = System.nanoTime();
      }
      Thread.sleep(1000);
    }
  }

  private static List<Long> deadLetters(KafkaBroker broker) {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.servers());
    TopicPartition partition = new TopicPartition(DEAD, 0);
    List<Long> ids = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          ids.add(Sent.parse(new String(record.value(), StandardCharsets.US_ASCII)).id());
        }
      }
    }
    return ids;
  }

  private Findings findings(
      KafkaBroker broker, Admin admin, Sender sender, List<Long> killed, double seconds)
      throws Exception {
    Ledger ledger = Ledger.read(ledgers);
    List<Sent> sent = sender.acknowledged();
    List<Long> dead = deadLetters(broker);
    Set<Long> settled = new HashSet<>(ledger.handled().keySet());
    settled.addAll(dead);
    List<Long> lost = sent.stream().map(Sent::id).filter(id -> !settled.contains(id)).toList();
    List<Integer> inFlight =
        killed.stream().map(pid -> ledger.inFlight().getOrDefault(pid, 0)).toList();
    double perMember = (double) options.perSecond() * 2; // a member catches up after a pause
    long perKill = PARALLELISM + Math.round(perMember * COMMIT_SECONDS);
    long perOutage = PARALLELISM + Math.round(perMember * OUTAGE_SECONDS);
    boolean ordered = options.consumer().equals("kubeless") && !options.order().equals("none");
    return new Findings(
        sent.size(),
        lost,
        dead.size(),
        ledger.duplicates(),
        (options.terminate() ? 0 : options.kills() * perKill)
            + perOutage * options.brokerKills() * options.members(),
        ordered ? ledger.outOfOrder(sent) : List.of(),
        inFlight,
        options.consumer().equals("kubeless") ? uncommitted(admin) : Map.of(),
        seconds);
  }

  private static Map<Integer, String> uncommitted(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      latest.put(new TopicPartition(TOPIC, i), OffsetSpec.latest());
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    Map<Integer, String> uncommitted = new TreeMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach(
            (partition, end) -> {
              OffsetAndMetadata offset = committed.get(partition);
              long at = offset == null ? 0 : offset.offset();
              if (at != end.offset()) {
                uncommitted.put(partition.partition(), at + " of " + end.offset());
              }
            });
    return uncommitted;
  }
}
