package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Cors;
import io.kubeless.packaging.manifest.HttpAuth;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What a Function gets of its triggers.
 *
 * @param process the triggers of which the function's own process must know, as if it had been
 *     deployed with them; empty if its image does not contain the runtime of this project
 * @param objects the objects of the triggers in the Function itself, which belong to the Function
 */
public record FunctionTriggers(List<Trigger> process, List<KubernetesObject> objects) {
  private static final Set<ApiResource> OF_TRIGGERS =
      Set.of(ApiResource.INGRESS, ApiResource.HTTP_ROUTE, ApiResource.CRON_JOB);
  private static final List<String> ANY = List.of("*");

  /** Copies the lists. */
  public FunctionTriggers {
    process = List.copyOf(process);
    objects = List.copyOf(objects);
  }

  /**
   * Reads the triggers of a function.
   *
   * @param function the Function
   * @param stored the trigger resources of its namespace; those of other functions, and those that
   *     are not valid, have no effect
   * @throws ProblemException if a trigger in the Function itself is not valid, or cannot be served
   */
  public static FunctionTriggers of(
      KubernetesObject function, List<KubernetesObject> stored, TriggerOptions options) {
    TargetFunction target = new TargetFunction(function);
    List<TriggerResource> inline = new InlineTriggers(target).all();
    List<KubernetesObject> objects =
        inline.stream().flatMap(each -> TriggerObjects.of(each, target, options).stream()).toList();
    if (!target.hasRuntime()) {
      return new FunctionTriggers(List.of(), objects);
    }
    Stream<TriggerResource> other =
        stored.stream()
            .map(TriggerResource::new)
            .filter(each -> isOf(each, target))
            .sorted(
                Comparator.comparing(TriggerResource::kind).thenComparing(TriggerResource::name));
    List<Trigger> process = new ArrayList<>();
    Stream.concat(inline.stream(), other)
        .forEach(each -> model(each, target, options).ifPresent(process::add));
    process.addAll(knownPaths(target, process));
    return new FunctionTriggers(process, objects);
  }

  /**
   * Returns the objects of a function with those of the triggers in the Function itself. Those that
   * call a function from outside its process are only the latter: the other ones belong to the
   * trigger resources.
   */
  public Manifests added(Manifests manifests) {
    return new Manifests(
        manifests.function(),
        Stream.concat(
                manifests.objects().stream()
                    .filter(each -> !OF_TRIGGERS.contains(ApiResource.of(each))),
                objects.stream())
            .toList());
  }

  private static boolean isOf(TriggerResource trigger, TargetFunction function) {
    try {
      return trigger.namesFunction()
          ? trigger.text("function-name").filter(function.name()::equals).isPresent()
          : new FunctionSelector(trigger).matches(function.labels());
    } catch (ProblemException e) {
      return false; // the status of the trigger has it
    }
  }

  private static Optional<Trigger> model(
      TriggerResource trigger, TargetFunction function, TriggerOptions options) {
    try {
      return switch (trigger.kind()) {
        case TriggerResource.HTTP -> Optional.of(http(trigger, function));
        case TriggerResource.CRON_JOB -> Optional.of(CronJobObjects.model(trigger));
        default ->
            function.parts().contains(BrokerTriggers.part(trigger))
                ? Optional.of(BrokerTriggers.model(trigger, options))
                : Optional.empty();
      };
    } catch (ProblemException e) {
      return Optional.empty(); // the status of the trigger has it
    }
  }

  /** The settings in the function's environment are more detailed than those of a trigger. */
  private static HttpTrigger http(TriggerResource trigger, TargetFunction function) {
    SortedMap<String, String> env = function.env();
    boolean cors =
        trigger.flag("cors-enable")
            && env.keySet().stream()
                .noneMatch(each -> each.startsWith(RuntimeContract.CORS_PREFIX));
    Optional<HttpAuth> auth =
        env.containsKey(RuntimeContract.AUTH_TYPE)
            ? Optional.empty()
            : trigger.text("basic-auth-secret").map(FunctionTriggers::basic);
    return path(
        HttpObjects.path(trigger),
        cors
            ? Optional.of(
                new Cors(
                    ANY,
                    ANY,
                    ANY,
                    List.of(),
                    false,
                    Duration.ofSeconds(RuntimeContract.DEFAULT_CORS_MAX_AGE)))
            : Optional.empty(),
        auth);
  }

  private static HttpAuth basic(String secret) {
    return new HttpAuth(
        HttpAuth.BASIC, Optional.empty(), Optional.of(secret), Optional.empty(), Optional.empty());
  }

  /** Returns how the environment of a function authenticates requests. */
  static Optional<HttpAuth> auth(Map<String, String> env) {
    return Optional.ofNullable(env.get(RuntimeContract.AUTH_TYPE))
        .map(
            type ->
                new HttpAuth(
                    type,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.ofNullable(env.get(RuntimeContract.AUTH_CALLERS)),
                    Optional.empty()));
  }

  /** Paths that the function was deployed with stay, also before their triggers are created. */
  private static List<Trigger> knownPaths(TargetFunction function, List<Trigger> triggers) {
    return Stream.of(function.env().getOrDefault(RuntimeContract.HTTP_PATHS, "").split(","))
        .filter(path -> !path.isEmpty())
        .filter(
            path ->
                triggers.stream()
                    .noneMatch(
                        each -> each instanceof HttpTrigger http && http.path().equals(path)))
        .map(path -> (Trigger) path(path, Optional.empty(), Optional.empty()))
        .toList();
  }

  private static HttpTrigger path(String path, Optional<Cors> cors, Optional<HttpAuth> auth) {
    return new HttpTrigger(
        Optional.empty(),
        path,
        Optional.empty(),
        Optional.empty(),
        HttpTrigger.Route.INGRESS,
        Optional.empty(),
        cors,
        auth);
  }
}
