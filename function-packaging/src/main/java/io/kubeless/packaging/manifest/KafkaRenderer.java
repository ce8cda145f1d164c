package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders Kafka triggers: as variables of the function's process, or each as a KafkaTrigger. */
record KafkaRenderer() implements TriggerRenderer {
  private static final SourceLimits LIMITS = new SourceLimits("kafka", "Kafka");

  @Override
  public String type() {
    return "kafka";
  }

  @Override
  public List<KubernetesObject> objects(Function function, Target target) {
    return target == Target.KUBERNETES
        ? List.of()
        : triggers(function).stream()
            .map(
                each ->
                    SourceLimits.resource(
                        ApiResource.KAFKA_TRIGGER, function, each.events(), each.topic()))
            .toList();
  }

  /** Returns the triggers by name, so that their order does not change the pods. */
  private static List<KafkaTrigger> triggers(Function function) {
    return function.exposure().triggers(KafkaTrigger.class).stream()
        .sorted(Comparator.comparing(each -> each.events().name()))
        .toList();
  }

  @Override
  public SortedMap<String, String> environment(Function function, Target target) {
    SortedMap<String, String> environment = new TreeMap<>();
    List<KafkaTrigger> connected =
        target == Target.KUBERNETES
            ? triggers(function).stream()
                .filter(each -> !each.events().servers().isEmpty())
                .toList()
            : List.of();
    for (int i = 0; i < connected.size(); i++) {
      environment.putAll(variables(function, connected.get(i), i));
    }
    return environment;
  }

  private static SortedMap<String, String> variables(
      Function function, KafkaTrigger trigger, int number) {
    SourceVariables variables = new SourceVariables("KAFKA", number, trigger.events());
    variables.putRetries(trigger.events());
    variables.put("TOPIC", trigger.topic());
    variables.put("GROUP", group(function, trigger));
    variables.put("STATIC_MEMBER", "true"); // a container that restarts keeps its partitions
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
    return variables.all();
  }

  /** Returns the id of the group, whose default has the form of Kubeless. */
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
                    trigger.topic()));
  }

  @Override
  public Set<RuntimePart> parts() {
    return Set.of(RuntimePart.KAFKA);
  }

  @Override
  public List<String> mountedSecrets(Function function) {
    return triggers(function).stream()
        .flatMap(each -> Stream.of(each.events().tlsSecret(), each.saslSecret()))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public List<Unsupported> unsupported(Function function, Target target) {
    List<Unsupported> limits = new ArrayList<>();
    for (KafkaTrigger each : triggers(function)) {
      limits.addAll(
          target == Target.KUBERNETES ? LIMITS.kubernetes(each.events()) : kubeless(each));
    }
    return limits;
  }

  private static List<Unsupported> kubeless(KafkaTrigger trigger) {
    List<Unsupported> limits = LIMITS.kubeless(trigger.events());
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
    return limits;
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
                        : ", as the group " + group(function, each)))
        .toList();
  }
}
