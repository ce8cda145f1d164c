package io.kubeless.packaging.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Trigger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a controller of Kubeless serves. The Function holds a prebuilt image: its
 * source is empty, so the controller leaves environment and pull secrets as they are. Every scalar
 * is a text, because one number stops the controller for the whole cluster.
 *
 * @see <a href="https://github.com/vmware-archive/kubeless/tree/master/docs">Kubeless</a>
 */
final class KubelessResources {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private KubelessResources() {}

  static KubernetesObject function(Function function) {
    Map<String, Object> deployment =
        Fields.of(
            "spec",
            Fields.of(
                "replicas",
                function.resources().replicas().isPresent()
                        && function.resources().autoscaling().isEmpty()
                    ? function.resources().replicas().getAsInt()
                    : null,
                "template",
                Map.of("spec", new PodTemplate(function, Target.KUBELESS).spec())));
    return Metadata.object(
        ApiResource.FUNCTION,
        function,
        function.name(),
        "spec",
        Fields.of(
            "handler",
            Environment.module(function) + "." + Environment.method(function),
            "runtime",
            Environment.runtime(function),
            "function",
            "",
            "function-content-type",
            "",
            "checksum",
            "",
            "deps",
            "",
            "timeout",
            String.valueOf(function.runtime().timeout().toSeconds()),
            "service",
            Services.spec(function),
            "deployment",
            deployment,
            "horizontalPodAutoscaler",
            function
                .resources()
                .autoscaling()
                .map(scaling -> Autoscalers.kubeless(function, scaling))));
  }

  static KubernetesObject httpTrigger(Function function, Trigger.Http trigger) {
    return Metadata.object(
        ApiResource.HTTP_TRIGGER,
        function,
        Names.httpTrigger(function, trigger),
        "spec",
        Fields.of(
            "function-name",
            function.name(),
            "host-name",
            trigger.host().orElse(""),
            "path",
            trigger.path().substring(1), // its controller puts a slash before it
            "tls",
            false,
            "tls-secret",
            trigger.tlsSecret().orElse(""),
            "basic-auth-secret",
            "",
            "gateway",
            trigger.ingressClass().orElse(""),
            "cors-enable",
            false));
  }

  static KubernetesObject cronJobTrigger(Function function, Trigger.CronJob trigger) {
    return Metadata.object(
        ApiResource.CRON_JOB_TRIGGER,
        function,
        Names.cronJobTrigger(function, trigger),
        "spec",
        Fields.of(
            "function-name",
            function.name(),
            "schedule",
            trigger.schedule(),
            "payload",
            trigger.payload().map(KubelessResources::payload)));
  }

  /** The controller puts the payload, as JSON, among the arguments of a container. */
  private static @Nullable Object payload(String text) {
    return escaped(structure(text).orElse(text));
  }

  private static @Nullable Object escaped(@Nullable Object json) {
    if (json instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> escaped = new LinkedHashMap<>();
      map.forEach((key, value) -> escaped.put(Environment.escaped("" + key), escaped(value)));
      return escaped;
    }
    if (json instanceof List<?> list) {
      return list.stream().map(KubelessResources::escaped).toList();
    }
    return json instanceof String text ? Environment.escaped(text) : json;
  }

  /** Returns a payload that is a JSON object or array; empty for any other text. */
  static Optional<Object> structure(String payload) {
    try {
      return Optional.ofNullable(JSON.readValue(payload, Object.class))
          .filter(json -> json instanceof Map<?, ?> || json instanceof List<?>);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
