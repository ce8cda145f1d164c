package io.kubeless.packaging.model;

/**
 * The limits of a HorizontalPodAutoscaler.
 *
 * @param min minimum number of replicas, 1 or more
 * @param max maximum number of replicas, {@code min} or more
 * @param cpu target for the average use of the requested CPU, in percent
 */
public record Autoscaling(int min, int max, int cpu) {}
