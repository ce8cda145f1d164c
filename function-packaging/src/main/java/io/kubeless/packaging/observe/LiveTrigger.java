package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.ApiResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trigger of a function on the cluster.
 *
 * @param type such as {@code http}
 * @param detail what starts it: host and path, schedule, topic, or subject
 * @param url the address for callers outside the cluster; absent if there is none, or its scheme is
 *     decided by a Gateway
 */
record LiveTrigger(String type, String detail, Optional<String> url) {
  /** The variables of the runtime for the topic or subject of a trigger. */
  private static final Pattern SOURCE =
      Pattern.compile("KUBELESS_(KAFKA|NATS)_\\d+_(TOPIC|SUBJECT)");

  /** Returns the triggers of a function, those of HTTP first. */
  static List<LiveTrigger> of(Snapshot snapshot, String function) {
    List<LiveTrigger> triggers = new ArrayList<>();
    snapshot.of(ApiResource.INGRESS, function).forEach(each -> ingress(each, triggers));
    snapshot.of(ApiResource.HTTP_ROUTE, function).forEach(each -> route(each, triggers));
    snapshot
        .of(ApiResource.CRON_JOB, function)
        .forEach(
            each -> triggers.add(new LiveTrigger("cronjob", schedule(each), Optional.empty())));
    snapshot.of(ApiResource.DEPLOYMENT, function).forEach(each -> sources(each, triggers));
    served(snapshot, function, triggers);
    return triggers;
  }

  private static void ingress(JsonNode ingress, List<LiveTrigger> triggers) {
    String address = address(ingress.at("/status/loadBalancer/ingress/0"));
    for (JsonNode rule : ingress.at("/spec/rules")) {
      String host = rule.path("host").asText("");
      for (JsonNode path : rule.at("/http/paths")) {
        String suffix = path.path("path").asText("/");
        String reached = host.isEmpty() ? address : host;
        triggers.add(
            new LiveTrigger(
                "http",
                (host.isEmpty() ? "*" : host) + suffix,
                reached.isEmpty()
                    ? Optional.empty()
                    : Optional.of(scheme(ingress, host) + reached + suffix)));
      }
    }
  }

  private static String address(JsonNode balancer) {
    return balancer.path("hostname").asText(balancer.path("ip").asText(""));
  }

  private static String scheme(JsonNode ingress, String host) {
    for (JsonNode tls : ingress.at("/spec/tls")) {
      if (tls.path("hosts").isEmpty()) {
        return "https://";
      }
      for (JsonNode each : tls.path("hosts")) {
        if (each.asText().equals(host)) {
          return "https://";
        }
      }
    }
    return "http://";
  }

  private static void route(JsonNode route, List<LiveTrigger> triggers) {
    String host = route.at("/spec/hostnames/0").asText("*");
    JsonNode parent = route.at("/spec/parentRefs/0");
    String gateway =
        parent.path("namespace").asText(route.at("/metadata/namespace").asText())
            + "/"
            + parent.path("name").asText();
    for (JsonNode rule : route.at("/spec/rules")) {
      for (JsonNode match : rule.path("matches")) {
        String path = match.at("/path/value").asText("/");
        triggers.add(
            new LiveTrigger(
                "http", host + path + " through the Gateway " + gateway, Optional.empty()));
      }
    }
  }

  private static String schedule(JsonNode object) {
    String zone = object.at("/spec/timeZone").asText("");
    return object.at("/spec/schedule").asText() + (zone.isEmpty() ? "" : " " + zone);
  }

  private static void sources(JsonNode deployment, List<LiveTrigger> triggers) {
    for (JsonNode variable : deployment.at("/spec/template/spec/containers/0/env")) {
      Matcher name = SOURCE.matcher(variable.path("name").asText());
      if (name.matches()) {
        triggers.add(
            new LiveTrigger(
                name.group(1).equals("KAFKA") ? "kafka" : "nats",
                variable.path("value").asText(),
                Optional.empty()));
      }
    }
  }

  /** Adds the triggers that are resources of Kubeless. */
  private static void served(Snapshot snapshot, String function, List<LiveTrigger> triggers) {
    for (JsonNode each : snapshot.all(ApiResource.HTTP_TRIGGER)) {
      if (calls(each, function)) {
        String host = each.at("/spec/host-name").asText("");
        String path = "/" + each.at("/spec/path").asText("");
        String scheme = each.at("/spec/tls").asBoolean() ? "https://" : "http://";
        triggers.add(
            new LiveTrigger(
                "http",
                (host.isEmpty() ? "*" : host) + path,
                host.isEmpty() ? Optional.empty() : Optional.of(scheme + host + path)));
      }
    }
    for (JsonNode each : snapshot.all(ApiResource.CRON_JOB_TRIGGER)) {
      if (calls(each, function)) {
        triggers.add(new LiveTrigger("cronjob", schedule(each), Optional.empty()));
      }
    }
    topics(snapshot.all(ApiResource.KAFKA_TRIGGER), "kafka", function, triggers);
    topics(snapshot.all(ApiResource.NATS_TRIGGER), "nats", function, triggers);
  }

  private static void topics(
      List<JsonNode> objects, String type, String function, List<LiveTrigger> triggers) {
    for (JsonNode each : objects) {
      if (calls(each, function)) {
        triggers.add(new LiveTrigger(type, each.at("/spec/topic").asText(), Optional.empty()));
      }
    }
  }

  private static boolean calls(JsonNode trigger, String function) {
    return function.equals(trigger.at("/spec/function-name").asText())
        || function.equals(trigger.at("/spec/functionSelector/matchLabels/function").asText());
  }
}
