package io.kubeless.packaging.model;

import java.util.List;
import java.util.Optional;

/**
 * The identity of a function's pods, and the Secrets that they use.
 *
 * @param serviceAccount name of an existing ServiceAccount; if absent, the function gets its own
 * @param secrets names of Secrets to mount, sorted
 * @param imagePullSecrets names of Secrets for pulling the image, sorted
 */
public record Access(
    Optional<String> serviceAccount, List<String> secrets, List<String> imagePullSecrets) {
  /** Sorts the names and removes duplicates. */
  public Access {
    secrets = secrets.stream().sorted().distinct().toList();
    imagePullSecrets = imagePullSecrets.stream().sorted().distinct().toList();
  }
}
