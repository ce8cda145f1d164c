package io.kubeless.controller.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.config.CronSchedule;
import io.kubeless.packaging.manifest.CronJobTrigger;
import io.kubeless.packaging.manifest.HttpAuth;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The CronJob of a CronJobTrigger, with the trigger's name. Its pods have the function's image if
 * that contains the runtime of this project, and otherwise the forwarder's. No selector of the
 * function matches their labels.
 */
record CronJobObjects(TriggerResource trigger, TargetFunction function, TriggerOptions options) {
  // The controller of Kubernetes adds 11 characters to the name, for a Job of at most 63.
  private static final int LONGEST_NAME = 52;
  private static final ObjectMapper JSON = new ObjectMapper();

  List<KubernetesObject> objects() {
    if (trigger.name().length() > LONGEST_NAME) {
      throw trigger.unsupported(
          Message.of("the name of the trigger has %s characters", trigger.name().length()),
          Message.of("the CronJob has the same name, and at most %s are permitted", LONGEST_NAME),
          Message.of("create it again with a shorter name"));
    }
    CronJobTrigger model = model(trigger);
    Function calling = calling(model);
    TriggerRenderer renderer = model.renderer();
    for (TriggerRenderer.Unsupported each : unsupported(calling)) {
      throw trigger.unsupported(each.what(), each.why(), each.remedy());
    }
    KubernetesObject rendered = renderer.objects(calling, Target.KUBERNETES).get(0);
    return List.of(withPort(ObjectEdit.named(rendered, trigger.name())));
  }

  private static List<TriggerRenderer.Unsupported> unsupported(Function function) {
    return function.exposure().renderers().stream()
        .flatMap(each -> each.unsupported(function, Target.KUBERNETES).stream())
        .toList();
  }

  /** Returns the function whose image calls, with the credentials that it calls with. */
  private Function calling(CronJobTrigger model) {
    if (!function.hasRuntime()) {
      if (options.forwarder().isEmpty()) {
        throw ForwarderObjects.missing(trigger, function);
      }
      return function
          .withImageOf(trigger, options, function.timeout(trigger))
          .withTriggers(List.of(model));
    }
    Optional<HttpTrigger> access =
        FunctionTriggers.auth(function.env()).map(CronJobObjects::accessOnly);
    return function
        .own(trigger)
        .withTriggers(access.isPresent() ? List.of(access.get(), model) : List.of(model));
  }

  private static HttpTrigger accessOnly(HttpAuth auth) {
    return new HttpTrigger(
        Optional.empty(),
        "/",
        Optional.empty(),
        Optional.empty(),
        HttpTrigger.Route.INGRESS,
        Optional.empty(),
        Optional.empty(),
        Optional.of(auth));
  }

  /** Returns the trigger as the plugin knows it. */
  static CronJobTrigger model(TriggerResource trigger) {
    String schedule = trigger.required("schedule", "schedule: 0 3 * * *").strip();
    CronSchedule.whyNot(schedule)
        .ifPresent(
            why -> {
              throw trigger.invalid("schedule", schedule, why);
            });
    Object payload = trigger.spec().get("payload");
    CronJobTrigger model =
        new CronJobTrigger(
            schedule,
            trigger.text("timeZone"),
            Optional.ofNullable(payload).map(CronJobObjects::json));
    return model
        .interval()
        .filter(each -> each.compareTo(CronJobTrigger.STARTING_DEADLINE) > 0)
        .map(deadline -> startingWithin(deadline, model))
        .orElse(model);
  }

  /**
   * Kubernetes looks back no further than the deadline, so no run would start with a shorter one.
   */
  private static CronJobTrigger startingWithin(Duration deadline, CronJobTrigger model) {
    return new CronJobTrigger(
        model.schedule(),
        model.timeZone(),
        model.payload(),
        Optional.empty(),
        Optional.of(deadline),
        OptionalInt.empty());
  }

  /**
   * Returns a payload as JSON, also a text. Upstream passes it through a field of a container that
   * Kubernetes expands, so that senders write two dollar signs for one.
   */
  private static String json(Object payload) {
    try {
      return JSON.writeValueAsString(payload).replace("$$", "$");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e); // it was read from JSON
    }
  }

  private KubernetesObject withPort(KubernetesObject object) {
    String plain = "http://" + function.name() + ":" + Names.SERVICE_PORT + "/";
    String own = "http://" + function.name() + ":" + function.port() + "/";
    return plain.equals(own)
        ? object
        : ObjectEdit.inSpec(
            object,
            map -> {
              if (RuntimeContract.CALL_URL.equals(map.get("name"))) {
                map.replace("value", plain, own);
              }
            });
  }
}
