package io.kubeless.packaging.model;

/**
 * The limits of an autoscaler.
 *
 * @param min minimum number of replicas; 0 or more on lag, 1 or more on CPU use
 * @param max maximum number of replicas, {@code min} or more and at least 1
 * @param cpu target for the average use of the requested CPU, in percent; used on CPU use only
 * @param by what determines the number of replicas
 */
public record Autoscaling(int min, int max, int cpu, By by) {

  /** What determines the number of replicas. */
  public enum By {
    /** The CPU use of the pods, with a HorizontalPodAutoscaler. */
    CPU,
    /** The lag of the triggers, which KEDA asks the brokers for. */
    KEDA,
    /** The lag of the triggers, a metric of the cluster, with a HorizontalPodAutoscaler. */
    HPA,
    /**
     * The lag of the triggers, as {@link #HPA} or {@link #KEDA}, depending on the cluster; the same
     * as {@link #KEDA} where there is no cluster.
     */
    AUTO
  }

  /** Returns the same limits for another kind. */
  public Autoscaling withBy(By other) {
    return new Autoscaling(min, max, cpu, other);
  }

  /** Returns whether the lag of triggers determines the number of replicas. */
  public boolean onLag() {
    return by != By.CPU;
  }
}
