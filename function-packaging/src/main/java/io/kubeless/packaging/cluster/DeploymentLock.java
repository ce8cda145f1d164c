package io.kubeless.packaging.cluster;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Lets one deployment of a function run at a time; a lock runs out when its holder was killed. */
final class DeploymentLock {
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final KubernetesApi api;
  private final Duration patience;

  DeploymentLock(KubernetesApi api, Duration patience) {
    this.api = api;
    this.patience = patience;
  }

  /** Writes the record of what is there and what will be, with a lock on it. */
  AppliedSet take(Function function, SortedSet<String> wanted, Target target) throws ApiFailure {
    AppliedSet set =
        AppliedSet.read(api, function.name())
            .orElse(AppliedSet.first(function.name(), function.owner(), target.text()));
    Optional<String> other = set.lockedBy(Instant.now());
    if (other.isPresent()) {
      throw locked(function, other.get());
    }
    SortedSet<String> kinds = new TreeSet<>(set.kinds());
    kinds.addAll(wanted);
    String holder = System.getProperty("user.name", "somebody") + " " + UUID.randomUUID();
    String lock = AppliedSet.lock(holder, Instant.now().plus(patience).plus(SLACK));
    AppliedSet mine =
        new AppliedSet(
            set.function(), function.owner().module(), target.text(), kinds, lock, set.version());
    try {
      return mine.write(api, function.owner());
    } catch (ApiFailure e) {
      if (e.status() == 409) {
        throw locked(function, "somebody who was faster");
      }
      throw e;
    }
  }

  private ProblemException locked(Function function, String holder) {
    return new ProblemException(
        Problem.around(
            406,
            "The function " + function.name() + " is being deployed",
            "ConfigMap/" + Names.parent(function.name()) + " in " + api.connection().namespace(),
            "by " + holder,
            "wait for it; a deployment that was killed leaves its lock for some minutes"));
  }
}
