package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.LagMetric;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.RuntimePart;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Renders NATS triggers: as variables of the function's process, or each as a NATSTrigger. */
record NatsRenderer() implements BrokerRenderer<NatsTrigger> {
  private static final SourceLimits LIMITS = new SourceLimits("nats", "NATS");

  @Override
  public Class<NatsTrigger> triggers() {
    return NatsTrigger.class;
  }

  @Override
  public SourceLimits limits() {
    return LIMITS;
  }

  @Override
  public KubernetesObject resource(Function function, NatsTrigger trigger) {
    return SourceLimits.resource(
        ApiResource.NATS_TRIGGER, function, trigger.events(), trigger.subject());
  }

  @Override
  public Optional<String> login(NatsTrigger trigger) {
    return trigger.credentials();
  }

  @Override
  public SourceVariables variables(Function function, NatsTrigger trigger, int number) {
    SourceVariables variables = new SourceVariables("NATS", number, trigger.events());
    variables.put("SUBJECT", trigger.subject());
    variables.put("MODE", trigger.mode());
    variables.put("CREDENTIALS_DIRECTORY", trigger.credentials().map(SourceVariables::directory));
    if (trigger.isCore()) {
      variables.put("QUEUE", queue(function, trigger));
    } else {
      variables.putRetries(trigger.events());
      variables.put("STREAM", trigger.stream());
      variables.put("DURABLE", durable(function, trigger));
      if (trigger.events().hasDeadLetters()) {
        variables.put("DEAD_LETTER_SUBJECT", trigger.deadLetters());
      }
    }
    return variables;
  }

  @Override
  public void makeLocal(SourceVariables variables, String suffix) {
    variables.append("QUEUE", suffix);
    if (variables.append("DURABLE", suffix)) {
      variables.putTemporary();
    }
  }

  private static String durable(Function function, NatsTrigger trigger) {
    return trigger
        .durable()
        .orElseGet(() -> name(function, trigger).replace('.', '-')); // NATS permits no dots
  }

  private static String queue(Function function, NatsTrigger trigger) {
    return trigger
        .queue()
        .orElseGet(() -> name(function, trigger) + "_" + withoutWildcards(trigger.subject()));
  }

  /** A name that contains wildcards would be invalid with a suffix. */
  private static String withoutWildcards(String subject) {
    return subject.replace("*", "any").replace(">", "rest");
  }

  /** Returns a name of the form of Kubeless. */
  private static String name(Function function, NatsTrigger trigger) {
    return String.join(
        "_",
        function.namespace().orElse(Environment.POD_NAMESPACE),
        trigger.events().name(),
        function.name());
  }

  @Override
  public Optional<LagMetric> lagMetric(Function function, NatsTrigger trigger) {
    return trigger.durable().isEmpty() && function.namespace().isEmpty()
        ? Optional.empty()
        : Optional.of(NatsLag.of(trigger, durable(function, trigger)));
  }

  @Override
  public Set<RuntimePart> parts() {
    return Set.of(RuntimePart.NATS);
  }

  @Override
  public void addLimits(List<Unsupported> limits, NatsTrigger trigger) {
    Message core = Message.of("its controller uses no JetStream");
    LIMITS.add(limits, "mode: jetstream", trigger.mode().filter("jetstream"::equals), core);
    LIMITS.add(limits, "stream", trigger.stream(), core);
    LIMITS.add(limits, "durable", trigger.durable(), core);
    LIMITS.add(
        limits, "queue", trigger.queue(), Message.of("its controller names the queue group"));
    LIMITS.add(
        limits,
        "deadLetterSubject",
        trigger.deadLetterSubject(),
        Message.of("its controller stores no dead letters"));
    LIMITS.add(
        limits,
        "credentials",
        trigger.credentials(),
        Message.of("its controller has one login to NATS for the whole cluster"));
  }

  @Override
  public List<Message> notices(Function function) {
    return triggers(function).stream()
        .filter(NatsTrigger::isCore)
        .map(
            each ->
                Message.of(
                    "messages of the NATS trigger %s are delivered at most once: mode core stores"
                        + " none",
                    each.events().name()))
        .toList();
  }

  @Override
  public List<String> calls(Function function) {
    return triggers(function).stream().map(each -> call(function, each)).toList();
  }

  private static String call(Function function, NatsTrigger trigger) {
    String call =
        "with each message of the NATS subject "
            + trigger.subject()
            + (trigger.isCore() ? ", at most once" : "");
    if (trigger.events().servers().isEmpty()) {
      return call;
    }
    return call
        + (trigger.isCore()
            ? ", in the queue group " + queue(function, trigger)
            : ", as the consumer " + durable(function, trigger));
  }
}
