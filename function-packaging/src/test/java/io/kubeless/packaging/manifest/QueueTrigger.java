package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Messages of a queue: a type of trigger that exists only in tests. */
public record QueueTrigger(String queue, OptionalInt workers, Optional<String> auth)
    implements Trigger {

  @Override
  public TriggerRenderer renderer() {
    return new Renderer();
  }

  /**
   * The requirements of a source of messages: variables, a Secret, and an autoscaler of its own.
   */
  private record Renderer() implements TriggerRenderer {

    private static List<QueueTrigger> triggers(Function function) {
      return function.exposure().triggers(QueueTrigger.class);
    }

    @Override
    public String type() {
      return "queue";
    }

    /**
     * Returns an autoscaler that depends on the length of the queue, or a schedule that empties the
     * queue.
     */
    @Override
    public List<KubernetesObject> objects(Function function, Target target) {
      return triggers(function).stream()
          .map(
              each ->
                  target == Target.KUBERNETES
                      ? Metadata.object(
                          ApiResource.HORIZONTAL_POD_AUTOSCALER,
                          function,
                          function.name(),
                          field(
                              "spec",
                              new TreeMap<>(
                                  Map.of(
                                      "maxReplicas",
                                      16,
                                      "metrics",
                                      List.of(length(each.queue()))))))
                      : Metadata.object(
                          ApiResource.CRON_JOB_TRIGGER,
                          function,
                          function.name() + ".queue",
                          field("spec", Map.of("schedule", "* * * * *"))))
          .toList();
    }

    private static Map<String, Object> length(String queue) {
      return new TreeMap<>(
          Map.of("external", Map.of("metric", Map.of("name", queue)), "type", "External"));
    }

    @Override
    public List<Unsupported> unsupported(Function function, Target target) {
      return triggers(function).stream()
          .filter(each -> target == Target.KUBELESS && each.workers().isPresent())
          .map(
              each ->
                  new Unsupported(
                      Message.of("workers of a queue"),
                      Message.of("a CronJobTrigger starts one process")))
          .toList();
    }

    /**
     * Returns the parts of the runtime. A source of events would be a part of its own; JSON is used
     * in its place.
     */
    @Override
    public Set<RuntimePart> parts() {
      return Set.of(RuntimePart.JSON);
    }

    @Override
    public SortedMap<String, String> environment(Function function, Target target) {
      SortedMap<String, String> environment = new TreeMap<>();
      triggers(function).forEach(each -> environment.put("QUEUE", each.queue()));
      return environment;
    }

    @Override
    public List<String> mountedSecrets(Function function) {
      return triggers(function).stream().flatMap(each -> each.auth().stream()).toList();
    }

    @Override
    public boolean scales(Function function) {
      return true;
    }

    @Override
    public List<String> calls(Function function) {
      return triggers(function).stream().map(each -> "with messages of " + each.queue()).toList();
    }
  }
}
