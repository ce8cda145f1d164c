package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The forwarder of a KafkaTrigger or NATSTrigger for one function whose image cannot receive the
 * events: a Deployment with a ServiceAccount, rendered like a function with this trigger. The group
 * of its consumers has the name that it would have in the function's own process.
 */
record ForwarderObjects(TriggerResource trigger, TargetFunction function, TriggerOptions options) {
  /** The variable of the forwarder with the address of the function. */
  static final String URL = "KUBELESS_FORWARD_URL";

  /** The value of the label for components. */
  static final String COMPONENT = "forwarder";

  private static final Set<ApiResource> NEEDED =
      Set.of(ApiResource.SERVICE_ACCOUNT, ApiResource.DEPLOYMENT);
  private static final int LONGEST_PREFIX = 50;
  private static final int HASH = 6;
  // So that the function's own answer to a call that takes too long arrives first.
  private static final Duration LONGER = Duration.ofSeconds(10);

  static ProblemException missing(TriggerResource trigger, TargetFunction function) {
    return trigger.unsupported(
        Message.of("the controller has no image of the forwarder"),
        Message.of(
            "the image of Function %s does not contain the runtime of this project, so another"
                + " process must call it",
            function.name()),
        Message.of("set KUBELESS_FORWARDER_IMAGE in the Deployment of the controller"));
  }

  List<KubernetesObject> objects() {
    if (options.forwarder().isEmpty()) {
      throw missing(trigger, function);
    }
    SortedMap<String, String> env = new TreeMap<>();
    env.put(
        URL,
        "http://" + function.name() + "." + function.namespace() + ":" + function.port() + "/");
    Duration timeout = function.timeout(trigger);
    Function forwarder =
        function
            .forwarding(name(), Optional.empty(), trigger, options, timeout.plus(LONGER), env)
            .withTriggers(List.of(BrokerTriggers.forwarding(trigger, options, function.name())));
    return Manifests.of(forwarder, Target.KUBERNETES, Fragments.none()).objects().stream()
        .filter(each -> NEEDED.contains(ApiResource.of(each)))
        .map(each -> labelled(each, forwarder))
        .toList();
  }

  /**
   * Returns a name that no other trigger and function have, such as {@code orders-hello-3fa2b1}. It
   * is a DNS label.
   */
  String name() {
    String prefix = (trigger.name() + "-" + function.name()).replaceAll("[.-]+", "-");
    String cut = prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX));
    return cut.replaceFirst("-+$", "")
        + "-"
        + hash(trigger.kind() + "/" + trigger.name() + "/" + function.name());
  }

  static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK supports it
    }
  }

  /** Replaces the label of functions, because nothing must take a forwarder for one. */
  private static KubernetesObject labelled(KubernetesObject object, Function forwarder) {
    return new KubernetesObject(
        TriggerResource.map(
            ObjectEdit.eachMap(
                object.content(),
                map -> {
                  if (forwarder.name().equals(map.get("function"))) {
                    map.remove("function");
                    map.put(Names.COMPONENT, COMPONENT);
                    map.put("app.kubernetes.io/name", forwarder.name());
                  }
                })));
  }
}
