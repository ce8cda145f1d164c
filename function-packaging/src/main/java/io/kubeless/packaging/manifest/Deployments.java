package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Target;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Deployment of a function.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/">Deployment</a>
 */
final class Deployments {
  private static final int DIGEST = "sha256:0123456789ab".length();

  private Deployments() {}

  static KubernetesObject of(Function function) {
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put(Names.CHANGE_CAUSE, changeCause(function));
    annotations.putAll(function.annotations());
    return Metadata.object(
        ApiResource.DEPLOYMENT,
        function,
        function.name(),
        annotations,
        field(
            "spec",
            Fields.of(
                field("replicas", Fields.number(function.fixedReplicas())),
                field("selector", Map.of("matchLabels", Names.selector(function.name()))),
                field(
                    "strategy",
                    Fields.of(
                        field("type", "RollingUpdate"),
                        field(
                            "rollingUpdate",
                            Fields.of(field("maxUnavailable", 0), field("maxSurge", 1))))),
                field("template", new PodTemplate(function, Target.KUBERNETES).template()))));
  }

  /**
   * Returns the content of a revision: the image with the beginning of its digest, and the
   * configuration.
   */
  private static String changeCause(Function function) {
    String image = function.image().name();
    String name = image.substring(image.lastIndexOf('/') + 1);
    String digest =
        function.image().digest().map(value -> "@" + value.substring(0, DIGEST)).orElse("");
    String config =
        function.runtime().config().isEmpty()
            ? ""
            : ", " + Names.config(function.name(), function.runtime().config());
    return name + digest + config;
  }
}
