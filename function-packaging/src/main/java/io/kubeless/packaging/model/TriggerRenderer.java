package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Renders the triggers of one type for a cluster. Each method receives all triggers of the type
 * that a function has, because several of them may share an object.
 */
public interface TriggerRenderer {

  /** Returns the name of the type, such as {@code http}. */
  String type();

  /** Returns the objects of the triggers for a target, independent of the order of the triggers. */
  List<KubernetesObject> objects(Function function, Target target);

  /** Returns the features that a target cannot express; empty if it can express all of them. */
  default List<Unsupported> unsupported(Function function, Target target) {
    return List.of();
  }

  /**
   * Returns the variables that describe the triggers to the function's process. There are none if
   * something else receives the events of a target and sends them to the function.
   */
  default SortedMap<String, String> environment(Function function, Target target) {
    return Collections.emptySortedMap();
  }

  /**
   * Returns the variables for a process on a developer's machine, which takes no events from pods:
   * its positions are its own, and end with it.
   *
   * @param suffix distinguishes the names of its consumer groups from those of pods and of other
   *     developers, such as {@code -local-duke-laptop}
   */
  default SortedMap<String, String> localEnvironment(Function function, String suffix) {
    return environment(function, Target.KUBERNETES);
  }

  /**
   * Returns the parts of the runtime that receive the events, in addition to the server. An image
   * is the same for all targets, so it also contains the parts that only one of them uses.
   */
  default Set<RuntimePart> parts() {
    return Set.of();
  }

  /** Returns the names of the Secrets that are mounted for the triggers. */
  default List<String> mountedSecrets(Function function) {
    return List.of();
  }

  /** Returns the names of all Secrets that the triggers need. */
  default List<String> secrets(Function function) {
    return mountedSecrets(function);
  }

  /** Returns the peers of a NetworkPolicy that call the function's port for the triggers. */
  default List<Map<String, Object>> callers(Function function) {
    return List.of();
  }

  /** Returns whether {@link #objects} contains an autoscaler, which excludes the function's own. */
  default boolean scales(Function function) {
    return false;
  }

  /**
   * Returns the metrics of the triggers that have a lag. They are absent if the consumers have the
   * namespace in their names, and the function has none yet.
   */
  default Optional<List<LagMetric>> lagMetrics(Function function) {
    return Optional.of(List.of());
  }

  /** Returns whether a trigger of this type can start a process for a single call. */
  default boolean startsProcess() {
    return false;
  }

  /** Returns the command that starts such a process now. */
  default Optional<String> startNow(Function function) {
    return Optional.empty();
  }

  /** Returns what a developer who builds the function should know about its triggers. */
  default List<Message> notices(Function function) {
    return List.of();
  }

  /** Returns descriptions of how the triggers call a deployed function, with one line each. */
  default List<String> calls(Function function) {
    return List.of();
  }

  /** Returns the events that nothing sends to a function on a developer's machine. */
  default List<Unsent> unsent(Function function) {
    return List.of();
  }

  /**
   * An event that only a cluster sends.
   *
   * @param what such as {@code cronjob 0 3 * * *}
   * @param body its body; absent if it has none
   */
  record Unsent(Message what, Optional<String> body) {}

  /**
   * A feature that a target cannot express.
   *
   * @param what such as {@code a payload that is text}
   * @param why the reason, as part of a sentence
   * @param remedy what makes the target support it; empty if only another target can
   */
  record Unsupported(Message what, Message why, Message remedy) {
    /** Creates a feature that only another target can express. */
    public Unsupported(Message what, Message why) {
      this(what, why, Message.empty());
    }
  }
}
