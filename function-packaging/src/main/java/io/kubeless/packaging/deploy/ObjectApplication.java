package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies an object, after deleting the Ingresses that conflict with it, if any. */
final class ObjectApplication implements Step {
  // The time in which a controller processes the deletion of an Ingress.
  private static final Duration NEWS = Duration.ofSeconds(30);

  private final KubernetesApi api;
  private final Planned planned;
  private final SupersededIngresses superseded;
  private final Function<List<LiveObject>, Step> removals;
  private @Nullable Step removal;
  private @Nullable Instant end;

  /**
   * Creates the step.
   *
   * @param removals creates the step that deletes objects
   */
  ObjectApplication(
      KubernetesApi api,
      Planned planned,
      SupersededIngresses superseded,
      Function<List<LiveObject>, Step> removals) {
    this.api = api;
    this.planned = planned;
    this.superseded = superseded;
    this.removals = removals;
  }

  @Override
  public boolean advance() throws ApiFailure {
    Instant last = end == null ? api.timing().now().plus(NEWS) : end;
    end = last;
    while (removal == null || removal.advance()) {
      try {
        api.apply(planned.object(), Names.MANAGER, planned.force(), false);
        return true;
      } catch (ApiFailure e) {
        List<LiveObject> named = superseded.named(planned.object(), e);
        if (named.isEmpty() && (removal == null || !api.timing().now().isBefore(last))) {
          throw e;
        }
        if (named.isEmpty()) {
          return false;
        }
        removal = removals.apply(named);
      }
    }
    return false;
  }
}
