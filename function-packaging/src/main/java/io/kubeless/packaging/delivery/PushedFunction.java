package io.kubeless.packaging.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.GatewayReference;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.model.Access;
import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Exposure;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Resources;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.RuntimeSettings;
import io.kubeless.packaging.model.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a deployment needs to know of a function whose manifests are rendered already. The rest of
 * its configuration is only in the manifests.
 *
 * @param function without environment, configuration, triggers and an autoscaler, except for
 *     triggers whose route, and an autoscaler whose kind, the cluster decides
 * @param files SHA-256 of each manifest in hexadecimal digits, by name
 */
record PushedFunction(Function function, SortedMap<String, String> files) {

  /** Writes an entry of the description. */
  static void describe(ObjectNode entry, Function function, SortedMap<String, String> files) {
    entry.put("name", function.name());
    entry.put("module", function.owner().name());
    entry.put("version", function.version());
    entry.put("handler", function.handler().name());
    function.namespace().ifPresent(namespace -> entry.put("namespace", namespace));
    ObjectNode image = entry.putObject("image");
    image.put("name", function.image().name());
    image.put("digest", function.image().digest().orElseThrow());
    function.image().architectures().forEach(image.putArray("architectures")::add);
    function.secrets().forEach(entry.putArray("secrets")::add);
    function.resources().replicas().ifPresent(number -> entry.put("replicas", number));
    entry.put("once", function.runtime().once());
    function.exposure().triggers(HttpTrigger.class).stream()
        .filter(each -> each.route() == HttpTrigger.Route.AUTO)
        .forEach(each -> describe(entry.withArray("/routes").addObject(), each));
    function
        .resources()
        .autoscaling()
        .filter(each -> each.by() == Autoscaling.By.AUTO)
        .ifPresent(
            limits ->
                entry.putObject("autoscaling").put("min", limits.min()).put("max", limits.max()));
    ObjectNode sums = entry.putObject("files");
    files.forEach(sums::put);
  }

  private static void describe(ObjectNode route, HttpTrigger trigger) {
    trigger.host().ifPresent(host -> route.put("host", host));
    route.put("path", trigger.path());
    trigger.tlsSecret().ifPresent(name -> route.put("tls", name));
    trigger
        .gateway()
        .ifPresent(
            gateway -> {
              ObjectNode reference = route.putObject("gateway");
              gateway.namespace().ifPresent(name -> reference.put("namespace", name));
              reference.put("name", gateway.name());
              gateway.listener().ifPresent(name -> reference.put("listener", name));
            });
  }

  private static Trigger route(JsonNode route) {
    JsonNode gateway = route.path("gateway");
    return new HttpTrigger(
        optional(route, "host"),
        text(route, "path"),
        optional(route, "tls"),
        Optional.empty(),
        HttpTrigger.Route.AUTO,
        gateway.isObject()
            ? Optional.of(
                new GatewayReference(
                    optional(gateway, "namespace"),
                    text(gateway, "name"),
                    optional(gateway, "listener")))
            : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns an autoscaler on lag, which has no target for CPU use. */
  private static Optional<Autoscaling> autoscaling(JsonNode limits) {
    return limits.isObject()
        ? Optional.of(
            new Autoscaling(
                limits.path("min").asInt(), limits.path("max").asInt(), 0, Autoscaling.By.AUTO))
        : Optional.empty();
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return node.has(name) ? Optional.of(text(node, name)) : Optional.empty();
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if it is not complete
   */
  static PushedFunction of(JsonNode entry) {
    JsonNode image = entry.path("image");
    List<Trigger> routes = new ArrayList<>();
    entry.path("routes").forEach(each -> routes.add(route(each)));
    Function function =
        new Function(
            text(entry, "name"),
            optional(entry, "namespace"),
            new TreeMap<>(),
            new TreeMap<>(),
            new Owner(text(entry, "module")),
            text(entry, "version"),
            new HandlerClass(
                text(entry, "handler"),
                Optional.empty(),
                Optional.empty(),
                Set.of(RuntimePart.SERVER),
                0),
            new Image(
                text(image, "name"),
                Optional.of(text(image, "digest")),
                "",
                texts(image.path("architectures"))),
            new RuntimeSettings(
                Duration.ZERO,
                OptionalInt.empty(),
                entry.path("once").asBoolean(),
                new TreeMap<>(),
                new Config(new TreeMap<>())),
            new Resources(
                "",
                "",
                entry.has("replicas")
                    ? OptionalInt.of(entry.path("replicas").asInt())
                    : OptionalInt.empty(),
                autoscaling(entry.path("autoscaling"))),
            new Exposure(routes, Optional.empty()),
            new Access(Optional.empty(), texts(entry.path("secrets")), List.of()));
    SortedMap<String, String> files = new TreeMap<>();
    entry
        .path("files")
        .properties()
        .forEach(each -> files.put(each.getKey(), each.getValue().asText()));
    return new PushedFunction(function, files);
  }

  ConfiguredFunction configured() {
    return new ConfiguredFunction(
        function, Fragments.none(), Mapping.empty(Origin.of(ManifestBundle.DESCRIPTION)));
  }

  private static String text(JsonNode node, String name) {
    String text = node.path(name).asText("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return text;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
