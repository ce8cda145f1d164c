package io.kubeless.controller.source;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A language in one version.
 *
 * @param phases what is done in which phase
 * @param liveness the liveness probe; empty for the default
 * @param depName the name of the file with the dependencies; empty if there is none
 * @param suffix the suffix of files with source; empty if there is none
 * @param pullSecrets the Secrets with which the images are pulled
 */
record RuntimeVersion(
    Map<String, RuntimePhase> phases,
    Map<String, Object> liveness,
    String depName,
    String suffix,
    List<String> pullSecrets) {
  /** Serves requests. */
  static final String RUNTIME = "runtime";

  /** Writes the source to the volume. Upstream has a fixed command for it instead of a phase. */
  static final String PREPARATION = "preparation";

  /** Adds the dependencies. */
  static final String INSTALLATION = "installation";

  /** Compiles. */
  static final String COMPILATION = "compilation";

  RuntimePhase runtime() {
    return Objects.requireNonNull(phases.get(RUNTIME));
  }

  Optional<RuntimePhase> phase(String name) {
    return Optional.ofNullable(phases.get(name));
  }
}
