package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.kubeless.controller.trigger.CronJobTriggerReconciler;
import io.kubeless.controller.trigger.HttpTriggerReconciler;
import io.kubeless.controller.trigger.KafkaTriggerReconciler;
import io.kubeless.controller.trigger.NatsTriggerReconciler;
import io.kubeless.controller.trigger.TriggerOptions;
import io.kubeless.controller.trigger.TriggerReconciler;
import java.time.Duration;

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
    this.options = served(client, options);
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
    register(
        "functions",
        new FunctionReconciler(
            this.options, new FunctionEvents(client, options.identity()), metrics));
    TriggerOptions triggers = this.options.triggers();
    register("httptriggers", new HttpTriggerReconciler(triggers));
    register("cronjobtriggers", new CronJobTriggerReconciler(triggers));
    register("kafkatriggers", new KafkaTriggerReconciler(triggers));
    register("natstriggers", new NatsTriggerReconciler(triggers));
  }

  /** A Gateway is of no use in a cluster that does not serve HTTPRoutes. */
  private static ControllerOptions served(KubernetesClient client, ControllerOptions options) {
    return options.triggers().gateway().isPresent() && !client.supports(HTTPRoute.class)
        ? options.withTriggers(options.triggers().withoutGateway())
        : options;
  }

  private <R extends HasMetadata> void register(String name, Reconciler<R> reconciler) {
    operator.register(
        reconciler,
        overrider -> {
          overrider
              .withName(name)
              .withFieldManager(OwnedObjects.MANAGER)
              // a resource that is deleted may have a finalizer of upstream's controllers
              .withTriggerReconcilerOnAllEvents(true)
              .withGenerationAware(false)
              .withOnUpdateFilter(TriggerReconciler::isChanged)
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
