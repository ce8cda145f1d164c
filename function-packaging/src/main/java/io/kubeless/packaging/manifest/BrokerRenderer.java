package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.LagMetric;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Renders the triggers of a broker: as variables of the function's process, or each as a resource
 * of Kubeless.
 */
interface BrokerRenderer<T extends BrokerTrigger> extends TriggerRenderer {

  /** Returns the class of the triggers. */
  Class<T> triggers();

  /** Returns what the resources of Kubeless cannot express for any broker. */
  SourceLimits limits();

  /** Returns the resource of Kubeless. */
  KubernetesObject resource(Function function, T trigger);

  /**
   * Returns the variables of a trigger.
   *
   * @param number from 0, without gaps
   */
  SourceVariables variables(Function function, T trigger, int number);

  /** Changes the variables of a trigger to those of a process on a developer's machine. */
  void makeLocal(SourceVariables variables, String suffix);

  /** Returns the name of the Secret with a login, empty if there is none. */
  Optional<String> login(T trigger);

  /**
   * Returns the metric of a trigger that has a lag; absent if the name of its consumer contains the
   * namespace, and the function has none yet.
   */
  Optional<LagMetric> lagMetric(Function function, T trigger);

  /** Adds the settings of this broker that the resource of Kubeless cannot express. */
  void addLimits(List<Unsupported> limits, T trigger);

  /** Returns the triggers by name, so that their order does not change the pods. */
  default List<T> triggers(Function function) {
    return function.exposure().triggers(triggers()).stream()
        .sorted(Comparator.comparing(each -> each.events().name()))
        .toList();
  }

  @Override
  default String type() {
    return limits().type();
  }

  @Override
  default List<KubernetesObject> objects(Function function, Target target) {
    return target == Target.KUBERNETES
        ? List.of()
        : triggers(function).stream().map(each -> resource(function, each)).toList();
  }

  @Override
  default SortedMap<String, String> environment(Function function, Target target) {
    SortedMap<String, String> environment = new TreeMap<>();
    if (target == Target.KUBERNETES) {
      variables(function).forEach(each -> environment.putAll(each.all()));
    }
    return environment;
  }

  @Override
  default SortedMap<String, String> localEnvironment(Function function, String suffix) {
    SortedMap<String, String> environment = new TreeMap<>();
    for (SourceVariables each : variables(function)) {
      makeLocal(each, suffix);
      environment.putAll(each.all());
    }
    return environment;
  }

  private List<SourceVariables> variables(Function function) {
    List<T> connected =
        triggers(function).stream().filter(each -> !each.events().servers().isEmpty()).toList();
    List<SourceVariables> variables = new ArrayList<>();
    for (T each : connected) {
      variables.add(variables(function, each, variables.size()));
    }
    return variables;
  }

  @Override
  default List<String> mountedSecrets(Function function) {
    return triggers(function).stream()
        .flatMap(each -> Stream.of(each.events().tlsSecret(), login(each)))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  default List<Unsupported> unsupported(Function function, Target target) {
    List<Unsupported> unsupported = new ArrayList<>();
    for (T each : triggers(function)) {
      if (target == Target.KUBERNETES) {
        unsupported.addAll(limits().kubernetes(each.events()));
      } else {
        unsupported.addAll(limits().kubeless(each.events()));
        addLimits(unsupported, each);
      }
    }
    return unsupported;
  }

  @Override
  default Optional<List<LagMetric>> lagMetrics(Function function) {
    List<LagMetric> metrics = new ArrayList<>();
    for (T each : triggers(function)) {
      if (each.lag().isPresent()) {
        Optional<LagMetric> metric = lagMetric(function, each);
        if (metric.isEmpty()) {
          return Optional.empty();
        }
        metrics.add(metric.get());
      }
    }
    return Optional.of(metrics);
  }
}
