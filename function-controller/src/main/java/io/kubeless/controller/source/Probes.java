package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The probes of a function's container. Upstream has only a liveness probe, so that pods receive
 * requests before they listen, and slow ones are restarted before they have started. The others use
 * the same check.
 */
final class Probes {
  private static final List<String> CHECKS = List.of("httpGet", "exec", "tcpSocket", "grpc");
  private static final List<String> NAMES =
      List.of(
          "initialDelaySeconds",
          "periodSeconds",
          "timeoutSeconds",
          "failureThreshold",
          "successThreshold",
          "terminationGracePeriodSeconds");

  private Probes() {}

  /** Returns the liveness probe of upstream. */
  static Map<String, Object> liveness(int port) {
    return Fields.of(
        field("httpGet", Fields.of(field("path", "/healthz"), field("port", port))),
        field("initialDelaySeconds", 3),
        field("periodSeconds", 30));
  }

  /** Returns the probe that decides whether a pod receives requests. */
  static Map<String, Object> readiness(Map<String, Object> liveness) {
    return check(liveness, 5, 3);
  }

  /** Returns the probe that the others wait for, at most two minutes. */
  static Map<String, Object> startup(Map<String, Object> liveness) {
    return check(liveness, 1, 120);
  }

  private static Map<String, Object> check(Map<String, Object> other, int period, int failures) {
    Map<String, Object> probe = new LinkedHashMap<>();
    CHECKS.forEach(
        name -> {
          if (other.containsKey(name)) {
            probe.put(name, other.get(name));
          }
        });
    probe.put("periodSeconds", period);
    probe.put("timeoutSeconds", other.getOrDefault("timeoutSeconds", 3));
    probe.put("failureThreshold", failures);
    return probe;
  }

  /** Returns a probe whose names have the case that the API server requires. */
  static Map<String, Object> normalized(Map<String, Object> probe) {
    Map<String, Object> normalized = new LinkedHashMap<>();
    probe.forEach((name, value) -> normalized.put(normalized(name), value));
    return normalized;
  }

  private static String normalized(String name) {
    for (List<String> names : List.of(CHECKS, NAMES)) {
      for (String each : names) {
        if (each.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
          return each;
        }
      }
    }
    return name;
  }
}
