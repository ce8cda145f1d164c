package io.kubeless.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A storm over the processes that share the events of a broker. */
final class StormRun {
  /** Events that a process handles at the same time. */
  static final int PARALLELISM = 16;

  private final StormOptions options;
  private final Path directory;
  private final Path ledgers;
  private final Random random;

  StormRun(StormOptions options, Path directory) throws IOException {
    this.options = options;
    this.directory = directory;
    this.ledgers = Files.createDirectories(directory.resolve("ledgers"));
    this.random = new Random(options.seed());
  }

  /** Runs the storm, and returns what it has found. */
  Findings run() throws Exception {
    long start = System.nanoTime();
    StormBroker.Starter starter = StormBroker.all().get(options.broker());
    if (starter == null) {
      throw new IllegalArgumentException("unknown broker " + options.broker());
    }
    Path own = Files.createDirectories(directory.resolve("broker"));
    try (StormBroker broker = starter.start(options, own);
        Publisher publisher = broker.publisher()) {
      Sender sender = new Sender(publisher, options);
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
        return findings(broker, sender.acknowledged(), killed, (System.nanoTime() - start) / 1e9);
      } finally {
        for (Member member : members) {
          member.kill();
        }
      }
    }
  }

  private Member member(StormBroker broker, int index) throws IOException {
    Path own = Files.createDirectories(directory.resolve("member-" + index));
    Files.writeString(
        own.resolve("function.properties"), "handler=" + LedgerFunction.class.getName() + "\n");
    Map<String, String> environment = new TreeMap<>(broker.variables());
    environment.put(Member.LEDGER, ledgers.toString());
    environment.put(Member.MILLIS, Integer.toString(options.millis()));
    environment.put("HOSTNAME", "member-" + index);
    environment.put("FUNC_PORT", "0");
    environment.put("FUNC_TIMEOUT", "30");
    environment.put("KUBELESS_MANAGEMENT_PORT", "0");
    environment.put("KUBELESS_DRAIN_DELAY", "0");
    return new Member(command(broker, own), environment, own);
  }

  private List<String> command(StormBroker broker, Path own) {
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
        options.kubeless()
            ? List.of("io.kubeless.runtime.Main")
            : List.of(broker.bareConsumer().getName(), options.consumer()));
    return command;
  }

  /** Kills members and the broker while events are sent. Returns the processes of the kills. */
  private List<Long> storm(StormBroker broker, List<Member> members, Thread sending)
      throws Exception {
    List<Long> killed = new ArrayList<>();
    long interval = 1000L * options.events() / options.perSecond() / (options.kills() + 1);
    int brokerKills = 0;
    for (int kill = 1; kill <= options.kills(); kill++) {
      sending.join(Math.max(1, interval));
      Member member = members.get(random.nextInt(members.size()));
      if (kill == 1) {
        awaitBegin(member, sending); // on a slow machine, all kills might hit starting processes
      }
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

  /** Waits until a process has begun an event, or all events are sent. */
  private void awaitBegin(Member member, Thread sending) throws InterruptedException {
    Path ledger = ledgers.resolve(member.pid() + ".ledger");
    while (options.command().isEmpty() && sending.isAlive() && ledger.toFile().length() == 0) {
      Thread.sleep(20);
    }
  }

  /** Waits until each event was handled or is a dead letter, or nothing has changed for long. */
  private void awaitAll(StormBroker broker, List<Sent> sent) throws Exception {
    int known = -1;
    long changed = System.nanoTime();
    // A consumer that loses events makes no progress soon.
    long most = TimeUnit.SECONDS.toNanos(options.kubeless() ? 90 : 15);
    while (System.nanoTime() - changed < most) {
      Set<Long> settled = new HashSet<>(Ledger.read(ledgers).handled().keySet());
      if (settled.size() < sent.size()) {
        settled.addAll(broker.deadLetters());
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

  private Findings findings(StormBroker broker, List<Sent> sent, List<Long> killed, double seconds)
      throws Exception {
    Ledger ledger = Ledger.read(ledgers);
    List<Long> dead = broker.deadLetters();
    Set<Long> settled = new HashSet<>(ledger.handled().keySet());
    settled.addAll(dead);
    return new Findings(
        sent.size(),
        sent.stream().map(Sent::id).filter(id -> !settled.contains(id)).toList(),
        dead.size(),
        ledger.duplicates(),
        (options.terminate() ? 0 : options.kills() * broker.mostPerKill())
            + options.brokerKills() * broker.mostPerBrokerKill(),
        options.kubeless() && broker.keepsOrder()
            ? ledger.outOfOrder(sent, Set.copyOf(dead))
            : List.of(),
        killed.stream().map(pid -> ledger.inFlight().getOrDefault(pid, 0)).toList(),
        options.kubeless() ? broker.unacknowledged() : Map.of(),
        seconds);
  }
}
