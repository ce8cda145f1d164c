package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders cron triggers: each as a CronJob, or as a CronJobTrigger. */
record CronJobRenderer() implements TriggerRenderer {

  @Override
  public String type() {
    return "cronjob";
  }

  @Override
  public List<KubernetesObject> objects(Function function, Target target) {
    return triggers(function).stream()
        .map(
            each ->
                target == Target.KUBERNETES
                    ? CronJobs.of(function, each, name(function, each))
                    : cronJobTrigger(function, each))
        .toList();
  }

  private static List<CronJobTrigger> triggers(Function function) {
    return function.exposure().triggers(CronJobTrigger.class);
  }

  private static String name(Function function, CronJobTrigger trigger) {
    return name(function.name() + "-cron", "-", function, trigger);
  }

  private static String name(
      String base, String separator, Function function, CronJobTrigger trigger) {
    List<String> content =
        List.of(trigger.schedule(), trigger.timeZone().orElse(""), trigger.payload().orElse(""));
    return Names.numbered(base, separator, content, triggers(function).size());
  }

  private static KubernetesObject cronJobTrigger(Function function, CronJobTrigger trigger) {
    return Metadata.object(
        ApiResource.CRON_JOB_TRIGGER,
        function,
        name(function.name(), ".", function, trigger),
        field(
            "spec",
            Fields.of(
                field("function-name", function.name()),
                field("schedule", trigger.schedule()),
                field("payload", trigger.payload().map(CronJobRenderer::json)))));
  }

  /**
   * Returns a payload with escaped texts, because the controller passes it as JSON in the arguments
   * of a container.
   */
  private static @Nullable Object json(String text) {
    return escaped(KubelessResources.structure(text).orElse(text));
  }

  private static @Nullable Object escaped(@Nullable Object json) {
    if (json instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> escaped = new LinkedHashMap<>();
      map.forEach((key, value) -> escaped.put(Environment.escaped("" + key), escaped(value)));
      return escaped;
    }
    if (json instanceof List<?> list) {
      return list.stream().map(CronJobRenderer::escaped).toList();
    }
    return json instanceof String text ? Environment.escaped(text) : json;
  }

  @Override
  public List<Unsupported> unsupported(Function function, Target target) {
    return target == Target.KUBELESS
        ? unsupported(function)
        : triggers(function).stream()
            .filter(CronJobTrigger::neverStarts)
            .map(CronJobRenderer::neverStarts)
            .toList();
  }

  private static Unsupported neverStarts(CronJobTrigger trigger) {
    return new Unsupported(
        Message.of(
            "%s with a startingDeadline of %ss",
            trigger.schedule(),
            trigger.startingDeadline().orElse(CronJobTrigger.STARTING_DEADLINE).toSeconds()),
        Message.of("no run would start: its controller looks back no further than the deadline"),
        Message.of(
            "write five fields such as \"0 */6 * * *\", or a startingDeadline that is as long"));
  }

  private static List<Unsupported> unsupported(Function function) {
    List<CronJobTrigger> triggers = triggers(function);
    List<Unsupported> unsupported = new ArrayList<>();
    if (triggers.size() > 1) {
      unsupported.add(
          new Unsupported(
              Message.of("%s cron triggers", triggers.size()),
              Message.of(
                  "its controller makes one CronJob for each function, trigger-%s",
                  function.name())));
    }
    for (CronJobTrigger trigger : triggers) {
      trigger
          .timeZone()
          .ifPresent(
              zone ->
                  unsupported.add(
                      new Unsupported(
                          Message.of("the time zone %s", zone),
                          Message.of(
                              "a CronJobTrigger has no time zone, so it would run at other times"))));
      trigger.payload().flatMap(CronJobRenderer::unsupported).ifPresent(unsupported::add);
      addRuns(unsupported, trigger);
    }
    return unsupported;
  }

  private static void addRuns(List<Unsupported> unsupported, CronJobTrigger trigger) {
    trigger
        .concurrency()
        .filter(each -> !each.equals("allow"))
        .ifPresent(
            each ->
                unsupported.add(
                    setting(
                        "concurrency: " + each,
                        Message.of("its controller makes a CronJob whose runs may overlap"))));
    trigger
        .startingDeadline()
        .ifPresent(
            each ->
                unsupported.add(
                    setting(
                        "startingDeadline",
                        Message.of("its controller makes a CronJob without a deadline"))));
    trigger
        .attempts()
        .ifPresent(
            each ->
                unsupported.add(
                    setting(
                        "attempts",
                        Message.of(
                            "its controller repeats a request only if there is no response, and"
                                + " takes every response for success"))));
  }

  private static Unsupported setting(String setting, Message why) {
    return new Unsupported(Message.of("%s of a cronjob trigger", setting), why);
  }

  private static Optional<Unsupported> unsupported(String payload) {
    if (KubelessResources.structure(payload).isEmpty()) {
      return Optional.of(
          new Unsupported(
              Message.of("a payload that is text"),
              Message.of(
                  "its controller sends every payload as JSON, so the text would arrive in quotes")));
    }
    return payload.contains("'")
        ? Optional.of(
            new Unsupported(
                Message.of("a payload with a single quote"),
                Message.of("its controller passes the payload to a shell, in single quotes")))
        : Optional.empty();
  }

  @Override
  public List<Map<String, Object>> callers(Function function) {
    return function.runtime().once()
        ? List.of()
        : List.of(Map.of("podSelector", Map.of("matchLabels", Names.runSelector(function))));
  }

  @Override
  public boolean startsProcess() {
    return true;
  }

  @Override
  public Optional<String> startNow(Function function) {
    return Optional.of(
        "kubectl create job "
            + function.name()
            + "-now --from=cronjob/"
            + name(function, triggers(function).get(0))
            + function.namespace().map(namespace -> " -n " + namespace).orElse(""));
  }

  @Override
  public List<Unsent> unsent(Function function) {
    return triggers(function).stream()
        .map(each -> new Unsent(Message.of("cronjob %s", each.schedule()), each.payload()))
        .toList();
  }

  @Override
  public List<String> calls(Function function) {
    String schedules =
        triggers(function).stream()
            .map(each -> each.schedule() + each.timeZone().map(zone -> " " + zone).orElse(""))
            .collect(Collectors.joining(", "));
    return function.runtime().once()
        ? List.of(
            "at each scheduled time of "
                + schedules
                + ", nothing runs in between   now: "
                + startNow(function).orElseThrow())
        : List.of();
  }
}
