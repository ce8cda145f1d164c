package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Objects;

/** The controller in one process. Of several replicas, the one that holds the Lease acts. */
final class FunctionController implements AutoCloseable {
  static final String LEASE = "kubeless-function-controller";
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(2);

  private final KubernetesClient client;
  private final ControllerOptions options;
  private final ControllerMetrics metrics = new ControllerMetrics();
  private final Operator operator;
  private volatile boolean closing;
  private volatile boolean waits; // knows who holds the Lease

  /**
   * Creates a controller that is not started yet.
   *
   * @param lost is called once the Lease has been lost. It must end the process without delay,
   *     because another replica acts when the Lease expires, five seconds later.
   */
  FunctionController(KubernetesClient client, ControllerOptions options, Runnable lost) {
    this.client = client;
    this.options = options;
    Runnable stopped =
        () -> {
          if (!closing) {
            lost.run();
          }
        };
    operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withMetrics(metrics)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false)
                    .withUseSSAToPatchPrimaryResource(true)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                    .withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                            .withLeaseNamespace(options.leaseNamespace())
                            .withIdentity(options.identity())
                            .withLeaderCallbacks(
                                new LeaderCallbacks(
                                    metrics::leads, stopped, holder -> waits = true))
                            // System.exit would run hooks first, and never return from one.
                            .withExitOnStopLeading(false)
                            .build()));
    operator.register(
        new FunctionReconciler(options, new FunctionEvents(client, options.identity()), metrics),
        overrider -> {
          overrider
              .withName("functions")
              .withFieldManager(OwnedObjects.MANAGER)
              // a Function that is deleted may have the finalizer of upstream's controller
              .withTriggerReconcilerOnAllEvents(true)
              .withGenerationAware(false)
              .withOnUpdateFilter(FunctionController::isChanged)
              .withRetry(
                  new GenericRetry()
                      .withoutMaxAttempts()
                      .setInitialInterval(1000)
                      .setIntervalMultiplier(2)
                      .setMaxInterval(LONGEST_RETRY.toMillis()));
          if (options.namespaces().isEmpty()) {
            overrider.watchingAllNamespaces();
          } else {
            overrider.settingNamespaces(options.namespaces());
          }
        });
  }

  /** Returns whether anything but the status has changed. Labels do not change the generation. */
  private static boolean isChanged(KubelessFunction now, KubelessFunction before) {
    ObjectMeta next = now.getMetadata();
    ObjectMeta former = before.getMetadata();
    return !Objects.equals(next.getGeneration(), former.getGeneration())
        || !Objects.equals(next.getLabels(), former.getLabels())
        || !Objects.equals(next.getAnnotations(), former.getAnnotations())
        || !Objects.equals(next.getFinalizers(), former.getFinalizers())
        || now.isMarkedForDeletion();
  }

  /** Starts it; with several replicas, it acts once it holds the Lease. */
  void start() {
    operator.start();
  }

  /** Returns whether all watches work. */
  boolean isHealthy() {
    return operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  /** Returns whether this replica acts, or waits until the one that acts ends. */
  boolean isReady() {
    return waits && !closing;
  }

  ControllerMetrics metrics() {
    return metrics;
  }

  /** Ends what is being written, within five seconds, and then releases the Lease. */
  @Override
  public void close() {
    closing = true;
    operator.stop();
    try {
      release();
    } catch (KubernetesClientException e) {
      // The Lease expires.
    }
  }

  /** The framework does not release it, so that the next replica would wait until it expires. */
  private void release() {
    Lease lease = client.leases().inNamespace(options.leaseNamespace()).withName(LEASE).get();
    if (lease != null && options.identity().equals(lease.getSpec().getHolderIdentity())) {
      lease.getSpec().setHolderIdentity("");
      client.resource(lease).update();
    }
  }
}
