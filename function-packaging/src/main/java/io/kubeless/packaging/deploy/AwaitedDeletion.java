package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until an object that was deleted no longer exists, and removes its finalizers if their
 * controller no longer runs.
 */
final class AwaitedDeletion implements Step {
  private static final String FINALIZERS = "kubeless.io/";

  private final KubernetesApi api;
  private final Removal.Patience patience;
  private final LiveObject object;
  private final Consumer<String> log;
  private @Nullable Instant start;
  private @Nullable KubelessController controller;

  AwaitedDeletion(
      KubernetesApi api, Removal.Patience patience, LiveObject object, Consumer<String> log) {
    this.api = api;
    this.patience = patience;
    this.object = object;
    this.log = log;
  }

  /**
   * Observes the object once.
   *
   * @throws ProblemException if it still exists after the patience, which begins with the first
   *     observation
   */
  @Override
  public boolean advance() throws ApiFailure {
    Instant now = api.timing().now();
    start = start == null ? now : start;
    Optional<JsonNode> live = api.get(object.resource(), object.name());
    if (live.isEmpty() || !object.uid().equals(live.get().path("metadata").path("uid").asText())) {
      return true;
    }
    Duration waited = Duration.between(start, api.timing().now());
    if (object.resource().isServedByKubeless() && abandoned(waited)) {
      release(live.get());
    }
    if (waited.compareTo(patience.each()) > 0) {
      throw stuck(live.get());
    }
    return false;
  }

  private boolean abandoned(Duration waited) {
    if (waited.compareTo(patience.absent()) <= 0) {
      return false;
    }
    controller = controller == null ? KubelessController.on(api) : controller;
    return controller == KubelessController.ABSENT
        || (controller == KubelessController.UNKNOWN && waited.compareTo(patience.unknown()) > 0);
  }

  /** Removes finalizers of a controller that no longer runs. */
  private void release(JsonNode live) throws ApiFailure {
    List<String> kept = new ArrayList<>();
    List<String> abandoned = new ArrayList<>();
    for (JsonNode finalizer : live.path("metadata").path("finalizers")) {
      boolean kubeless = finalizer.asText().startsWith(FINALIZERS);
      (kubeless ? abandoned : kept).add(finalizer.asText());
    }
    if (abandoned.isEmpty()) {
      return;
    }
    try {
      api.merge(
          object.resource(),
          object.name(),
          Names.MANAGER,
          Map.of(
              "metadata",
              Map.of(
                  "finalizers",
                  kept,
                  "resourceVersion",
                  live.path("metadata").path("resourceVersion").asText())));
      log.accept(
          "removed the finalizer "
              + String.join(", ", abandoned)
              + " of "
              + object.resource().kind()
              + " "
              + object.name()
              + ": no controller of Kubeless reacts");
    } catch (ApiFailure e) {
      if (e.status() != 409 && !e.notFound()) {
        throw e;
      } // it has changed in the meantime; the next request shows the new state
    }
  }

  private ProblemException stuck(JsonNode live) {
    String kind = object.resource().kind();
    List<String> finalizers = new ArrayList<>();
    live.path("metadata").path("finalizers").forEach(each -> finalizers.add(each.asText()));
    finalizers.remove("foregroundDeletion");
    return new ProblemException(
        Problem.of(
                ErrorCode.DELETION_BLOCKED,
                "%s %s was deleted but still exists",
                kind,
                object.name())
            .at("namespace %s", api.connection().namespace())
            .because(
                finalizers.isEmpty()
                    ? Message.of("its dependent objects still exist")
                    : Message.of("its finalizers are %s", String.join(", ", finalizers)))
            .remedy(
                "look at it with: kubectl get %s %s -n %s -o yaml",
                kind.toLowerCase(Locale.ROOT), object.name(), api.connection().namespace()));
  }
}
