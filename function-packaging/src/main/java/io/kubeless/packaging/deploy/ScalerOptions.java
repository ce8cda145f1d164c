package io.kubeless.packaging.deploy;

import io.kubeless.packaging.model.Autoscaling.By;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a cluster has for autoscalers on lag, and the choice between them.
 *
 * @param adapter the adapter of external metrics
 * @param listed names of the external metrics that the adapter lists; some adapters list none of
 *     theirs
 * @param minor minor version of Kubernetes 1; absent if it is not known
 * @param keda whether the cluster serves ScaledObjects
 * @param present the kind of the autoscaler on lag that the function has, {@code HPA} or {@code
 *     KEDA}; absent if it has none
 */
record ScalerOptions(
    Adapter adapter, Set<String> listed, OptionalInt minor, boolean keda, Optional<By> present) {

  /**
   * The first minor version with HorizontalPodAutoscalers without a minimum.
   *
   * @see <a href="https://github.com/kubernetes/enhancements/issues/2021">KEP 2021</a>
   */
  static final int SCALES_TO_ZERO = 37;

  /** What serves the API group external.metrics.k8s.io. */
  enum Adapter {
    NONE,
    /** One is registered, and does not respond. */
    UNAVAILABLE,
    AVAILABLE
  }

  /**
   * A kind of autoscaler.
   *
   * @param by {@code HPA} or {@code KEDA}; absent if none is possible
   * @param reason why it is this one, or why none is possible
   */
  record Choice(Optional<By> by, String reason) {
    private Choice(By by, String reason) {
      this(Optional.of(by), reason);
    }
  }

  /**
   * Returns the kind for a function. One that it has remains while it is possible. An adapter alone
   * is not enough where there is KEDA, because KEDA is such an adapter, for its own metrics only.
   *
   * @param min minimum number of replicas
   * @param metrics names of the external metrics of all triggers; empty if they are not known
   */
  Choice choose(int min, Set<String> metrics) {
    boolean old = min == 0 && minor.isPresent() && minor.getAsInt() < SCALES_TO_ZERO;
    if (present.equals(Optional.of(By.HPA)) && adapter != Adapter.NONE && !old) {
      return new Choice(By.HPA, "the function has one");
    }
    if (present.equals(Optional.of(By.KEDA)) && keda) {
      return new Choice(By.KEDA, "the function has one");
    }
    boolean possible = adapter == Adapter.AVAILABLE && !old;
    if (possible && !metrics.isEmpty() && listed.containsAll(metrics)) {
      return new Choice(By.HPA, "the cluster serves " + String.join(", ", new TreeSet<>(metrics)));
    }
    if (keda) {
      return new Choice(By.KEDA, objection(old, metrics));
    }
    return possible
        ? new Choice(By.HPA, "the cluster does not serve ScaledObjects")
        : new Choice(
            Optional.empty(),
            "the cluster does not serve ScaledObjects, and " + objection(old, metrics));
  }

  /** Returns why a HorizontalPodAutoscaler is not chosen. */
  private String objection(boolean old, Set<String> metrics) {
    if (adapter == Adapter.NONE) {
      return "the cluster has no adapter of external metrics";
    }
    if (adapter == Adapter.UNAVAILABLE) {
      return "the adapter of external metrics is not available";
    }
    if (old) {
      return "min: 0 without KEDA requires Kubernetes 1."
          + SCALES_TO_ZERO
          + ", and this is 1."
          + minor.getAsInt();
    }
    SortedSet<String> missing = new TreeSet<>(metrics);
    missing.removeAll(listed);
    return missing.isEmpty()
        ? "the manifests contain one"
        : "the adapter of external metrics does not list " + String.join(", ", missing);
  }
}
