package io.kubeless.packaging.model;

/**
 * How many replicas a HorizontalPodAutoscaler may choose from.
 *
 * @param min 1 or more
 * @param max {@code min} or more
 * @param cpu average use of the requested CPU to aim at, in percent
 */
public record Autoscaling(int min, int max, int cpu) {}
