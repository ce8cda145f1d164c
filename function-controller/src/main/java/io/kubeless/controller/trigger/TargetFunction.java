package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.FunctionResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Access;
import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Exposure;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Resources;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.RuntimeSettings;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What triggers read of a Function resource, of any kind.
 *
 * @param resource the Function
 */
record TargetFunction(KubernetesObject resource) {
  static final Owner OWNER = new Owner("kubeless-function-controller");
  private static final int RELEASE = 17; // of the forwarder's classes
  private static final Pattern TIMEOUT = Pattern.compile("[1-9]\\d{0,8}");

  String name() {
    return resource.name();
  }

  private Map<String, Object> metadata() {
    return TriggerResource.map(resource.content().get("metadata"));
  }

  private Map<String, Object> spec() {
    return TriggerResource.map(resource.content().get("spec"));
  }

  String namespace() {
    return String.valueOf(metadata().get("namespace"));
  }

  /** Returns the labels as they are stored. */
  Map<String, Object> labels() {
    return TriggerResource.map(metadata().get("labels"));
  }

  /** Returns the parts of this project's runtime in the image; empty if it does not contain it. */
  Set<String> parts() {
    Object parts = TriggerResource.map(metadata().get("annotations")).get(Names.RUNTIME_PARTS);
    return parts == null || parts.toString().isEmpty()
        ? Set.of()
        : Set.copyOf(List.of(parts.toString().split(",")));
  }

  boolean hasRuntime() {
    return !parts().isEmpty();
  }

  /** Returns the port of the function's Service. */
  int port() {
    List<Map<String, Object>> ports =
        TriggerResource.maps(TriggerResource.map(spec().get("service")).get("ports"));
    return !ports.isEmpty() && ports.get(0).get("port") instanceof Number port
        ? port.intValue()
        : Names.SERVICE_PORT;
  }

  /**
   * Returns the maximum duration of a call.
   *
   * @throws ProblemException if the field is not valid
   */
  Duration timeout(TriggerResource trigger) {
    Object value = spec().get("timeout");
    if (value == null || value.equals("")) {
      return Duration.ofSeconds(RuntimeContract.DEFAULT_TIMEOUT_SECONDS);
    }
    if (value instanceof String text && TIMEOUT.matcher(text).matches()) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    throw new ProblemException(
        Problem.of(
                ErrorCode.TRIGGER_INVALID,
                "spec.timeout of Function %s is not valid: %s",
                name(),
                value)
            .at("%s", trigger.reference())
            .because("it is not a number of seconds in quotes, such as \"180\"")
            .remedy("correct it: kubectl edit function/%s", name()));
  }

  /** Returns the variables of the function's container that have a value. */
  SortedMap<String, String> env() {
    SortedMap<String, String> env = new TreeMap<>();
    for (Map<String, Object> each : TriggerResource.maps(container().get("env"))) {
      if (each.get("value") instanceof String value) {
        env.put(String.valueOf(each.get("name")), value);
      }
    }
    return env;
  }

  private Map<String, Object> container() {
    Map<String, Object> deployment =
        TriggerResource.map(TriggerResource.map(spec().get("deployment")).get("spec"));
    Map<String, Object> pod =
        TriggerResource.map(TriggerResource.map(deployment.get("template")).get("spec"));
    List<Map<String, Object>> containers = TriggerResource.maps(pod.get("containers"));
    return containers.isEmpty() ? Map.of() : containers.get(0);
  }

  /** Returns the triggers in the Function itself, in order. */
  List<Map<String, Object>> triggers() {
    return TriggerResource.maps(spec().get("triggers"));
  }

  /**
   * Returns the function as it is deployed, with the labels and annotations of a trigger. Only for
   * an image with the runtime of this project.
   */
  Function own(TriggerResource trigger) {
    Function read = FunctionResource.read(resource, OWNER).function();
    return new Function(
        name(),
        Optional.of(namespace()),
        trigger.labels(),
        trigger.annotations(),
        OWNER,
        "",
        read.handler(),
        read.image(),
        read.runtime(),
        read.resources(),
        read.exposure(),
        read.access());
  }

  /**
   * Returns a function of the same name whose pods have the forwarder's image, such as those that
   * call this function.
   */
  Function withImageOf(TriggerResource trigger, TriggerOptions options, Duration timeout) {
    return forwarding(name(), Optional.of("default"), trigger, options, timeout, new TreeMap<>());
  }

  /**
   * Returns a function that runs the forwarder.
   *
   * @param account an existing ServiceAccount; absent for one of its own
   */
  Function forwarding(
      String forwarder,
      Optional<String> account,
      TriggerResource trigger,
      TriggerOptions options,
      Duration timeout,
      SortedMap<String, String> env) {
    String reference = options.forwarder().orElse("");
    int at = reference.indexOf('@');
    Image image =
        new Image(
            at < 0 ? reference : reference.substring(0, at),
            at < 0 ? Optional.empty() : Optional.of(reference.substring(at + 1)),
            "",
            List.of());
    return new Function(
        forwarder,
        Optional.of(namespace()),
        trigger.labels(),
        new TreeMap<>(),
        OWNER,
        "",
        new HandlerClass(
            "io.kubeless.forwarder.Forwarder",
            Optional.empty(),
            Optional.empty(),
            Set.of(RuntimePart.SERVER, RuntimePart.KAFKA, RuntimePart.NATS),
            RELEASE),
        image,
        new RuntimeSettings(timeout, OptionalInt.empty(), false, env, new Config(new TreeMap<>())),
        new Resources("256Mi", "50m", OptionalInt.of(1), Optional.empty()),
        new Exposure(List.of(), Optional.empty()),
        new Access(account, List.of(), options.pullSecret().stream().toList()));
  }
}
