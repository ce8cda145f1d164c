package io.kubeless.packaging.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Trigger;
import java.util.List;
import java.util.Map;

/**
 * The resources that a controller of Kubeless serves. The Function holds a prebuilt image: its
 * source is empty, so the controller leaves environment and pull secrets as they are. Every scalar
 * is a text, because one number stops the controller for the whole cluster.
 *
 * @see <a href="https://github.com/vmware-archive/kubeless/tree/master/docs">Kubeless</a>
 */
final class KubelessResources {
  private static final String API_VERSION = "kubeless.io/v1beta1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private KubelessResources() {}

  static KubernetesObject function(Function function) {
    Map<String, Object> deployment =
        Fields.of(
            "spec",
            Fields.of(
                "replicas",
                function.replicas().isPresent() && function.autoscaling().isEmpty()
                    ? function.replicas().getAsInt()
                    : null,
                "template",
                Map.of("spec", new PodTemplate(function, Target.KUBELESS).spec())));
    return Metadata.object(
        API_VERSION,
        "Function",
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
            String.valueOf(function.timeout().toSeconds()),
            "service",
            Services.spec(function),
            "deployment",
            deployment,
            "horizontalPodAutoscaler",
            function.autoscaling().map(scaling -> Autoscalers.kubeless(function, scaling))));
  }

  static KubernetesObject httpTrigger(Function function, Trigger.Http trigger, int index) {
    return Metadata.object(
        API_VERSION,
        "HTTPTrigger",
        function,
        Names.trigger(function.name(), index),
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

  static KubernetesObject cronJobTrigger(Function function, Trigger.CronJob trigger, int index) {
    return Metadata.object(
        API_VERSION,
        "CronJobTrigger",
        function,
        Names.trigger(function.name(), index),
        "spec",
        Fields.of(
            "function-name",
            function.name(),
            "schedule",
            trigger.schedule(),
            "payload",
            trigger.payload().map(KubelessResources::payload)));
  }

  private static Object payload(String text) {
    try {
      Object json = JSON.readValue(text, Object.class);
      return json instanceof Map<?, ?> || json instanceof List<?> ? json : text;
    } catch (JsonProcessingException e) {
      return text;
    }
  }
}
