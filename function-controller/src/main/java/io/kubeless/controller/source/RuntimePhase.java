package io.kubeless.controller.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a runtime does in one phase.
 *
 * @param command what the container starts: {@code sh}, {@code -c} and a line if the configuration
 *     has a text, or a program and its arguments if it has a list, which upstream does not support
 *     and which requires no shell in the image; empty for the command of the image
 * @param env the variables in the order of the configuration
 * @param secrets Secrets that are mounted below {@code /var/run/secrets/kubeless.io}
 */
record RuntimePhase(
    String image, List<String> command, Map<String, String> env, List<String> secrets) {

  RuntimePhase {
    command = List.copyOf(command);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    secrets = List.copyOf(secrets);
  }

  /** Returns whether the command is a line for a shell, to which others can be prepended. */
  boolean shell() {
    return command.size() == 3 && command.subList(0, 2).equals(List.of("sh", "-c"));
  }
}
