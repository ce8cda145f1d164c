package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.LagMetric;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.RuntimePart;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Renders Kafka triggers: as variables of the function's process, or each as a KafkaTrigger. */
record KafkaRenderer() implements BrokerRenderer<KafkaTrigger> {
  private static final SourceLimits LIMITS = new SourceLimits("kafka", "Kafka");

  @Override
  public Class<KafkaTrigger> triggers() {
    return KafkaTrigger.class;
  }

  @Override
  public SourceLimits limits() {
    return LIMITS;
  }

  @Override
  public KubernetesObject resource(Function function, KafkaTrigger trigger) {
    return SourceLimits.resource(
        ApiResource.KAFKA_TRIGGER, function, trigger.events(), trigger.topic());
  }

  @Override
  public Optional<String> login(KafkaTrigger trigger) {
    return trigger.saslSecret();
  }

  @Override
  public SourceVariables variables(Function function, KafkaTrigger trigger, int number) {
    SourceVariables variables = new SourceVariables("KAFKA", number, trigger.events());
    variables.putRetries(trigger.events());
    variables.put("TOPIC", trigger.topic());
    variables.put("MODE", trigger.mode());
    variables.put("GROUP", group(function, trigger));
    if (!trigger.isQueue()) {
      variables.put("STATIC_MEMBER", "true"); // a container that restarts keeps its partitions
    }
    variables.put("ORDER", trigger.order());
    if (trigger.events().hasDeadLetters()) {
      variables.put("DEAD_LETTER_TOPIC", trigger.deadLetters());
    }
    variables.put("SASL_DIRECTORY", trigger.saslSecret().map(SourceVariables::directory));
    variables.put("SASL_MECHANISM", trigger.saslMechanism());
    if (!trigger.properties().isEmpty()) {
      variables.put(
          "PROPERTIES",
          trigger.properties().entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("\n")));
    }
    return variables;
  }

  @Override
  public void makeLocal(SourceVariables variables, String suffix) {
    variables.append("GROUP", suffix);
    variables.remove("STATIC_MEMBER");
    variables.putTemporary();
  }

  /**
   * Returns the id of the group. The default of a consumer group has the form of Kubeless; that of
   * a share group is another one, because a group cannot be both.
   */
  private static String group(Function function, KafkaTrigger trigger) {
    return trigger
        .group()
        .orElseGet(
            () ->
                String.join(
                    "_",
                    function.namespace().orElse(Environment.POD_NAMESPACE),
                    trigger.events().name(),
                    function.name(),
                    trigger.topic() + (trigger.isQueue() ? "_queue" : "")));
  }

  @Override
  public Optional<LagMetric> lagMetric(Function function, KafkaTrigger trigger) {
    return trigger.group().isEmpty() && function.namespace().isEmpty()
        ? Optional.empty()
        : Optional.of(KafkaLag.of(trigger, group(function, trigger)));
  }

  @Override
  public Set<RuntimePart> parts() {
    return Set.of(RuntimePart.KAFKA);
  }

  @Override
  public void addLimits(List<Unsupported> limits, KafkaTrigger trigger) {
    LIMITS.add(
        limits,
        "mode: queue",
        trigger.mode().filter("queue"::equals),
        Message.of("its controller is a member of a consumer group"));
    LIMITS.add(
        limits, "group", trigger.group(), Message.of("its controller names the consumer group"));
    LIMITS.add(
        limits,
        "order: " + trigger.order().orElse(""),
        trigger.order().filter(each -> !each.equals("partition")),
        Message.of("a KafkaTrigger has no field for it"));
    LIMITS.add(
        limits,
        "deadLetterTopic",
        trigger.deadLetterTopic(),
        Message.of("its controller stores no dead letters"));
    LIMITS.add(
        limits,
        "sasl",
        trigger.saslSecret(),
        Message.of("its controller has one login to Kafka for the whole cluster"));
    LIMITS.add(
        limits,
        "properties",
        Optional.of(trigger.properties()).filter(each -> !each.isEmpty()),
        Message.of("its controller uses no Java client of Kafka"));
  }

  @Override
  public List<String> calls(Function function) {
    return triggers(function).stream()
        .map(
            each ->
                "with each event of the Kafka topic "
                    + each.topic()
                    + (each.events().servers().isEmpty()
                        ? ""
                        : ", as the "
                            + (each.isQueue() ? "share group " : "group ")
                            + group(function, each)))
        .toList();
  }
}
