package io.kubeless.storm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a storm.
 *
 * @param broker {@code kafka} or {@code nats}
 * @param events number of events
 * @param perSecond events sent per second
 * @param members number of processes
 * @param kills number of kills of processes
 * @param brokerKills number of kills of the broker
 * @param terminate whether processes receive SIGTERM instead of SIGKILL
 * @param millis duration of one event
 * @param queue whether the members are in a share group of Kafka
 * @param order of events of Kafka: partition, key or none
 * @param consumer {@code kubeless}, or a rule of {@link StormBroker#bareConsumer}
 * @param command of another program; empty for the consumer
 * @param seed of all random numbers
 * @param port of the broker; the next one is used, too
 */
record StormOptions(
    String broker,
    int events,
    int perSecond,
    int members,
    int kills,
    int brokerKills,
    boolean terminate,
    int millis,
    boolean queue,
    String order,
    String consumer,
    List<String> command,
    long seed,
    int port) {

  /**
   * Reads options of the form {@code --name value}; all words after {@code --} are the command.
   *
   * @throws IllegalArgumentException if an option is unknown
   */
  static StormOptions parse(List<String> arguments) {
    Map<String, String> values = new HashMap<>();
    List<String> command = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (arguments.get(i).equals("--")) {
        command.addAll(arguments.subList(i + 1, arguments.size()));
        break;
      }
      if (!arguments.get(i).startsWith("--") || i + 1 == arguments.size()) {
        throw new IllegalArgumentException("unknown option " + arguments.get(i));
      }
      values.put(arguments.get(i).substring(2), arguments.get(i + 1));
    }
    StormOptions options =
        new StormOptions(
            values.getOrDefault("broker", "kafka"),
            number(values, "events", 10_000),
            number(values, "per-second", 500),
            number(values, "members", 2),
            number(values, "kills", 5),
            number(values, "broker-kills", 1),
            "term".equalsIgnoreCase(values.getOrDefault("signal", "kill")),
            number(values, "millis", 5),
            values.getOrDefault("mode", "stream").equals("queue"),
            values.getOrDefault("order", "key"),
            values.getOrDefault("consumer", "kubeless"),
            command,
            number(values, "seed", 1),
            number(values, "port", 19192));
    values
        .keySet()
        .removeAll(
            List.of(
                "broker",
                "events",
                "per-second",
                "members",
                "kills",
                "broker-kills",
                "signal",
                "millis",
                "mode",
                "order",
                "consumer",
                "seed",
                "port"));
    if (!values.isEmpty()) {
      throw new IllegalArgumentException("unknown option --" + values.keySet().iterator().next());
    }
    return options;
  }

  /** Returns whether the processes are functions, with the sources of this project. */
  boolean kubeless() {
    return consumer.equals("kubeless");
  }

  /** Returns the number of events that one process handles in a time, when it catches up. */
  long eventsOfMember(double seconds) {
    return Math.round(perSecond * 2 * seconds);
  }

  private static int number(Map<String, String> values, String name, int otherwise) {
    return Integer.parseInt(values.getOrDefault(name, "" + otherwise));
  }
}
