package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The number of events that wait for a trigger, as autoscalers find it.
 *
 * @param trigger type and name of the trigger, such as {@code kafka.orders}
 * @param lag waiting events for each pod, at least 1
 * @param scaler name of KEDA's scaler
 * @param metadata settings of the scaler, without the threshold
 * @param credentials settings of the scaler that are entries of Secrets
 * @param metric name of the external metric in the cluster
 * @param labels the labels that select the trigger's value of this metric
 */
public record LagMetric(
    String trigger,
    int lag,
    String scaler,
    SortedMap<String, String> metadata,
    SortedMap<String, Entry> credentials,
    String metric,
    SortedMap<String, String> labels) {

  /** An entry of a Secret. */
  public record Entry(String secret, String key) {}

  /** Copies the maps. */
  public LagMetric {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
