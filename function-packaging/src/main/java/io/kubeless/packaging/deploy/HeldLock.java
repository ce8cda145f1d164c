package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A lock of this process. It is renewed by {@link LockRenewals}, and deleted on {@link #close} or
 * if the process is interrupted.
 */
final class HeldLock implements AutoCloseable {
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int RENEWALS = 4;
  private static final int ATTEMPTS = 5;

  private final KubernetesApi api;
  private final String name;
  private final Duration duration;
  private final Consumer<String> log;
  private final AtomicBoolean released = new AtomicBoolean();
  private final ReentrantLock renewing = new ReentrantLock();
  private final Thread hook = new Thread(this::release, "release of the lock");
  private final Future<?> renewals;
  private volatile JsonNode lease;
  private volatile Instant renewed;
  private volatile boolean lost;

  HeldLock(
      KubernetesApi api, String name, JsonNode lease, Duration duration, Consumer<String> log) {
    this.api = api;
    this.name = name;
    this.lease = lease;
    this.duration = duration;
    this.log = log;
    this.renewed = api.timing().now();
    Runtime.getRuntime().addShutdownHook(hook);
    renewing.lock(); // the first renewal must see the field
    try {
      this.renewals =
          LockRenewals.schedule(
              api.connection().server(), this::renew, duration.dividedBy(RENEWALS));
    } finally {
      renewing.unlock();
    }
  }

  static String text(Instant time) {
    return MICRO_TIME.format(time);
  }

  /**
   * Checks before a write that this process still has the lock.
   *
   * @throws ProblemException if it was not renewed in time, or another process has taken it
   */
  void require() {
    boolean late = api.timing().now().isAfter(renewed.plus(duration));
    if (lost || late || released.get()) {
      throw new ProblemException(
          Problem.of(ErrorCode.DEPLOYMENT_LOCKED, "The lock of this deployment was lost")
              .at("Lease/%s in %s", name, api.connection().namespace())
              .because(
                  lost
                      ? Message.of("another process took it, or it was deleted")
                      : Message.of("it was not renewed for %s s", duration.toSeconds()))
              .remedy("deploy again; what was applied so far is recorded"));
    }
  }

  private void renew() {
    Instant start = api.timing().now();
    renewing.lock();
    try {
      ObjectNode next = lease.deepCopy();
      ((ObjectNode) next.path("metadata")).remove("managedFields");
      ((ObjectNode) next.path("spec")).put("renewTime", text(start));
      lease = api.replace(ApiResource.LEASE, name, next);
      renewed = start;
    } catch (ApiFailure e) {
      if (e.status() == 409 || e.notFound()) {
        reread();
      }
    } catch (ProblemException e) {
      // The cluster is temporarily unreachable; require() detects if that lasts.
    } finally {
      renewing.unlock();
    }
  }

  private void reread() {
    try {
      Optional<JsonNode> found = api.get(ApiResource.LEASE, name);
      if (found.map(this::mine).orElse(false)) {
        lease = found.orElseThrow();
      } else {
        lost = true;
        renewals.cancel(false);
      }
    } catch (ApiFailure | ProblemException e) {
      // The next renewal detects the same conflict, and reads the Lease again.
    }
  }

  private boolean mine(JsonNode found) {
    JsonNode spec = lease.path("spec");
    return found.path("spec").path("holderIdentity").equals(spec.path("holderIdentity"))
        && found.path("spec").path("acquireTime").equals(spec.path("acquireTime"));
  }

  /** Releases the lock. A failure is logged and never thrown. */
  @Override
  public void close() {
    renewals.cancel(true);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is ending, and its shutdown hook releases the lock
    }
    release();
  }

  private void release() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = Thread.interrupted(); // otherwise no request could be sent
    renewals.cancel(true);
    try {
      if (renewing.tryLock(1, TimeUnit.SECONDS)) {
        renewing.unlock();
      }
      deleteMine();
    } catch (ApiFailure | ProblemException e) {
      log.accept(
          "the lock Lease/"
              + name
              + " could not be released and expires after "
              + duration.toSeconds()
              + " s: "
              + e.getMessage());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Deletes the Lease unless another process has it. Its labels may have changed in the meantime.
   */
  private void deleteMine() throws ApiFailure {
    for (int attempt = 1; ; attempt++) {
      JsonNode metadata = lease.path("metadata");
      try {
        api.delete(
            ApiResource.LEASE,
            name,
            Map.of(
                "uid", metadata.path("uid").asText(),
                "resourceVersion", metadata.path("resourceVersion").asText()),
            "Background");
        return;
      } catch (ApiFailure e) {
        Optional<JsonNode> found = api.get(ApiResource.LEASE, name);
        if (!found.map(this::mine).orElse(false)) {
          return;
        }
        if (e.status() != 409 || attempt == ATTEMPTS) {
          throw e;
        }
        lease = found.orElse(lease);
      }
    }
  }
}
