package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets only one process at a time change a function, with a Lease that its holder renews. A Lease
 * that was not renewed for its duration is taken over. The duration is measured only on this
 * machine, because the clocks of two machines differ.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/architecture/leases/">Leases</a>
 */
final class DeploymentLock implements Step, AutoCloseable {
  static final Duration DURATION = Duration.ofSeconds(20);
  private static final int LONGEST_SECONDS = 300;
  private static final int ATTEMPTS = 4;

  private final KubernetesApi api;
  private final String function;
  private final Duration duration;
  private final Consumer<String> log;
  private String seen = "";
  private Instant since;
  private @Nullable HeldLock held;
  private String attempted = "";
  private int failures;

  /** Creates a lock that this process does not have yet, without sending a request. */
  DeploymentLock(KubernetesApi api, String function, Duration duration, Consumer<String> log) {
    this.api = api;
    this.function = function;
    this.duration = duration;
    this.log = log;
    this.since = api.timing().now();
  }

  /**
   * Returns whether a process has the lock of a function, or has ended without releasing it. Who
   * takes the lock and releases it then leaves none behind.
   */
  static boolean exists(KubernetesApi api, String function) throws ApiFailure {
    return api.get(ApiResource.LEASE, Names.parent(function)).isPresent();
  }

  /**
   * Tries once to take the lock.
   *
   * @return whether this process has the lock
   * @throws ProblemException if another process has the lock and renews it
   */
  @Override
  public boolean advance() throws ApiFailure {
    if (held != null) {
      return true;
    }
    Optional<JsonNode> found = api.get(ApiResource.LEASE, Names.parent(function));
    if (found.isPresent() && isMine(found.get().path("spec"))) {
      held = new HeldLock(api, Names.parent(function), found.get(), duration, log);
      return true; // it was taken by an attempt whose answer was lost
    }
    JsonNode spec = found.map(lease -> lease.path("spec")).orElse(ApiJson.read(""));
    String now = state(spec);
    boolean free = found.isEmpty() || spec.path("holderIdentity").asText().isEmpty();
    boolean first = seen.isEmpty();
    if (!free && !first && !now.equals(seen)) {
      throw held(spec);
    }
    if (free || (!first && api.timing().now().isAfter(since.plus(lasts(spec))))) {
      return take(found);
    }
    if (first) {
      seen = now;
      since = api.timing().now();
      log.accept(
          "waiting   for " + holder(spec) + ", which is changing " + function + " or has ended");
    }
    return false;
  }

  private boolean take(Optional<JsonNode> found) throws ApiFailure {
    try {
      held = new HeldLock(api, Names.parent(function), write(found), duration, log);
      return true;
    } catch (ApiFailure e) {
      boolean temporary = e.status() == 429 || e.status() >= 500;
      if (e.status() != 409 && !(temporary && retries())) {
        throw e;
      }
      return false; // another process has taken the lock, or this one has and does not know it
    } catch (ProblemException e) {
      if (Thread.currentThread().isInterrupted() || !retries()) {
        throw e;
      }
      return false;
    }
  }

  private boolean retries() {
    return ++failures < ATTEMPTS;
  }

  private boolean isMine(JsonNode spec) {
    return holder(spec).equals(identity()) && spec.path("acquireTime").asText().equals(attempted);
  }

  /**
   * Checks before a write that this process still has the lock.
   *
   * @throws ProblemException if it was not renewed in time, or another process has taken it
   */
  void require() {
    Objects.requireNonNull(held, "the lock was not taken").require();
  }

  /** Releases the lock if this process has it. A failure is logged and never thrown. */
  @Override
  public void close() {
    if (held != null) {
      held.close();
    }
  }

  /** Returns a value that changes whenever the Lease is taken or renewed. */
  private static String state(JsonNode spec) {
    return spec.path("holderIdentity").asText()
        + spec.path("acquireTime").asText()
        + spec.path("renewTime").asText();
  }

  private Duration lasts(JsonNode spec) {
    int seconds = spec.path("leaseDurationSeconds").asInt();
    return seconds < 1 || seconds > LONGEST_SECONDS ? duration : Duration.ofSeconds(seconds);
  }

  private JsonNode write(Optional<JsonNode> found) throws ApiFailure {
    JsonNode before = found.orElse(ApiJson.read(""));
    String now = HeldLock.text(api.timing().now());
    attempted = now;
    Map<String, Object> spec =
        Map.of(
            "holderIdentity",
            identity(),
            "leaseDurationSeconds",
            Math.max(1, duration.toSeconds()),
            "acquireTime",
            now,
            "renewTime",
            now,
            "leaseTransitions",
            before.path("spec").path("leaseTransitions").asInt() + 1);
    String name = Names.parent(function);
    String version = before.path("metadata").path("resourceVersion").asText();
    Map<String, Object> metadata =
        found.isEmpty()
            ? Map.of("name", name, "labels", Names.labels(function))
            : Map.of("name", name, "labels", Names.labels(function), "resourceVersion", version);
    Map<String, Object> lease =
        Map.of(
            "apiVersion",
            ApiResource.LEASE.apiVersion(),
            "kind",
            ApiResource.LEASE.kind(),
            "metadata",
            metadata,
            "spec",
            spec);
    return found.isEmpty()
        ? api.create(ApiResource.LEASE, lease, false)
        : api.replace(ApiResource.LEASE, name, lease);
  }

  /** Returns the user, host and process, such as {@code bob@laptop/4711}. */
  static String identity() {
    return System.getProperty("user.name", "unknown")
        + "@"
        + host()
        + "/"
        + ProcessHandle.current().pid();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String holder(JsonNode spec) {
    return spec.path("holderIdentity").asText();
  }

  private ProblemException held(JsonNode spec) {
    String name = Names.parent(function);
    String namespace = api.connection().namespace();
    return new ProblemException(
        Problem.of(
                ErrorCode.DEPLOYMENT_LOCKED,
                "The function %s is being changed by another process",
                function)
            .at("Lease/%s in %s", name, namespace)
            .because(
                "%s acquired the lock at %s and last renewed it at %s; the lock expires %s s after its last renewal",
                holder(spec),
                spec.path("acquireTime").asText(),
                spec.path("renewTime").asText(),
                lasts(spec).toSeconds())
            .remedy("wait until that process has finished, or end it, and try again"));
  }
}
