package io.kubeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A namespace of a test, with the Function {@code orders}. */
record TestNamespace(ApiServer server, String name) {
  static final Path GOLDEN =
      Path.of("../function-packaging/src/test/resources/golden/everything/kubeless/function.yaml");

  static TestNamespace create(ApiServer server) throws Exception {
    return new TestNamespace(server, server.namespace("functions"));
  }

  /** Applies the golden Function, in which texts are replaced. */
  String apply(String... replacements) throws Exception {
    String yaml = Files.readString(GOLDEN).replace("team-a", name);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(yaml).contains(replacements[i]);
      yaml = yaml.replace(replacements[i], replacements[i + 1]);
    }
    return server.apply(yaml);
  }

  static <T> T await(Supplier<T> value, Predicate<T> condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    T found = value.get();
    while (!(found != null && condition.test(found)) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      found = value.get();
    }
    assertThat(found).isNotNull().matches(condition);
    return found;
  }

  KubelessFunction function() {
    return server
        .client
        .resources(KubelessFunction.class)
        .inNamespace(name)
        .withName("orders")
        .get();
  }

  /** Waits for a reason, and returns the condition. */
  JsonNode ready(String reason) throws Exception {
    KubelessFunction function = await(this::function, each -> hasReason(each, reason));
    return function.getStatus().at("/conditions/0");
  }

  private static boolean hasReason(KubelessFunction function, String reason) {
    return function.getStatus() != null
        && reason.equals(function.getStatus().at("/conditions/0/reason").asText())
        && function.getMetadata().getGeneration()
            == function.getStatus().path("observedGeneration").asLong();
  }

  Deployment deployment() {
    return server.client.apps().deployments().inNamespace(name).withName("orders").get();
  }

  Service service() {
    return server.client.services().inNamespace(name).withName("orders").get();
  }

  /** Sets the status of the Deployment, as the controllers of a cluster do. */
  void rollOut(int replicas, int available) {
    server
        .client
        .apps()
        .deployments()
        .inNamespace(name)
        .withName("orders")
        .editStatus(
            each ->
                new DeploymentBuilder(each)
                    .withNewStatus()
                    .withObservedGeneration(each.getMetadata().getGeneration())
                    .withReplicas(replicas)
                    .withUpdatedReplicas(replicas)
                    .withReadyReplicas(available)
                    .withAvailableReplicas(available)
                    .endStatus()
                    .build());
  }

  String kubectl(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[0] = "-n";
    all[1] = name;
    return server.kubectl(all);
  }
}
