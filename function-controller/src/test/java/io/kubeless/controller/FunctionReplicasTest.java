package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes with the controller, of which any may hold the Lease, and may lose it. */
class FunctionReplicasTest {
  private final Map<String, Process> running = new LinkedHashMap<>();
  private ApiServer server;
  private String namespace;
  private int started;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.started();
    namespace = server.namespace("replicas");
  }

  @AfterEach
  void stop() {
    running.values().forEach(Process::destroyForcibly);
  }

  /** Waits for the condition. Until then, two replicas run, as with a Deployment. */
  private void await(BooleanSupplier condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    do {
      running.values().removeIf(each -> !each.isAlive());
      while (running.size() < 2) {
        String name = "replica-" + ++started;
        running.put(name, Replica.start(server.kubeconfig, namespace, name));
      }
      Thread.sleep(100);
    } while (!condition.getAsBoolean() && Instant.now().isBefore(end));
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private String holder() {
    Lease lease =
        server.client.leases().inNamespace(namespace).withName(FunctionController.LEASE).get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  private boolean hasReplicas(int count) {
    Deployment deployment =
        server.client.apps().deployments().inNamespace(namespace).withName("orders").get();
    return deployment != null && deployment.getSpec().getReplicas() == count;
  }

  private void edit(int count) throws Exception {
    server.kubectl("scale", "fn/orders", "--replicas=" + count, "-n", namespace);
  }

  /** Ends the process that holds the Lease while it serves an edit; the next one serves another. */
  private String handOver(int count, boolean gracefully) throws Exception {
    await(() -> running.containsKey(holder()));
    String holder = holder();
    Process process = running.get(holder);
    edit(count);
    if (gracefully) {
      // Process.destroy would also close the input, which ends the replica at once.
      process.toHandle().destroy();
    } else {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    await(() -> hasReplicas(count));
    edit(count + 1);
    await(() -> hasReplicas(count + 1));
    return holder;
  }

  @Test
  void onlyOneReplicaActs() throws Exception {
    server.apply(Files.readString(TestNamespace.GOLDEN).replace("team-a", namespace));
    await(() -> hasReplicas(2));
    Set<String> ended = new TreeSet<>();
    ended.add(handOver(3, true));
    handOver(5, false);
    ended.add(handOver(7, true));

    List<AuditLog.Write> writes = server.audit.writes(namespace);
    String holder = "";
    Set<String> writers = new TreeSet<>();
    for (AuditLog.Write each : writes) {
      if (each.isLease()) {
        holder = each.holder();
      } else if (each.writer().startsWith("replica-")) {
        assertThat(each.writer()).as("%s of %s", each, writes).isEqualTo(holder);
        writers.add(each.writer());
      }
    }
    assertThat(writers).hasSizeGreaterThanOrEqualTo(4);
    assertThat(writes)
        .as("a process that ends releases the Lease")
        .anyMatch(
            each -> each.isLease() && ended.contains(each.writer()) && each.holder().isEmpty());
  }
}
