package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * HTTP triggers through the Gateway API. The cluster serves its kinds, and this test writes the
 * conditions of a controller, because none runs.
 */
@OnCluster
class RoutesIT {
  private static final String ACCEPTED =
      "{\"type\":\"%s\",\"status\":\"True\",\"reason\":\"Accepted\",\"message\":\"\","
          + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\",\"observedGeneration\":%s}";

  static void gateway(Cluster cluster) throws IOException {
    cluster.apply(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: public}
        spec:
          gatewayClassName: none
          listeners: [{name: web, protocol: HTTP, port: 80, hostname: '*.acme.com'}]
        """);
    status(
        cluster,
        "gateway",
        "{\"addresses\":[{\"value\":\"203.0.113.7\"}],\"conditions\":[%s]}"
            .formatted(ACCEPTED.formatted("Accepted", 1)));
  }

  private static void accept(Cluster cluster, String route) throws IOException {
    String generation =
        cluster.kubectl("get", "httproute", route, "-o", "jsonpath={.metadata.generation}");
    status(
        cluster,
        "httproute",
        route,
        "{\"parents\":[{\"controllerName\":\"acme.com/none\",\"parentRef\":{\"name\":\"public\"},\"conditions\":[%s,%s]}]}"
            .formatted(
                ACCEPTED.formatted("Accepted", generation),
                ACCEPTED.formatted("ResolvedRefs", generation)));
  }

  private static void status(Cluster cluster, String kind, String status) throws IOException {
    status(cluster, kind, "public", status);
  }

  private static void status(Cluster cluster, String kind, String name, String status)
      throws IOException {
    cluster.kubectl(
        "patch",
        kind,
        name,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":" + status + "}");
  }

  private static void trigger(Path project, String keys) throws IOException {
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\ntriggers: [{http: {" + keys + "}}]\n");
  }

  private static String routes(Cluster cluster) throws IOException {
    return cluster.kubectl("get", "ingresses,httproutes", "-o", "name").strip();
  }

  @Test
  @Executes("docs/http.md")
  void everyCommandOfThePageOnHttpTriggersPrintsWhatItShows() throws Exception {
    Cluster cluster = Cluster.namespace("it-http-page");
    Path hello = Projects.example("hello", "http-page");
    Projects.delete(hello.resolve("src/test"));
    try (Reader reader = Reader.on(cluster, hello, 18450)) {
      reader.read(Page.of("docs/http.md"));
    }
  }

  @Test
  void anAutomaticRouteFollowsTheGatewaysOfTheCluster() throws IOException {
    Cluster cluster = Cluster.namespace("it-routes");
    Path hello = Projects.example("hello", "routes");
    trigger(hello, "host: hello.acme.com, path: /hello, route: auto, gateway: public");
    Maven.Result ingress = cluster.deploy(hello).succeeds();
    assertThat(ingress.lines("route "))
        .isEqualTo("route     hello.acme.com/hello as Ingress: the namespace has no Gateway");
    assertThat(routes(cluster)).isEqualTo("ingress.networking.k8s.io/hello");

    gateway(cluster);
    Maven accepting =
        Maven.in(hello)
            .onLine(
                line -> {
                  if (line.startsWith("[INFO] apply ")) {
                    try {
                      accept(cluster, "hello");
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }
                });
    Maven.Result routed = cluster.maven(accepting, "kubeless:deploy").succeeds();
    assertThat(routed.lines("apply "))
        .isEqualTo("apply     HTTPRoute +   ServiceAccount Service Deployment =");
    assertThat(routed.lines("route "))
        .isEqualTo(
            "route     hello.acme.com/hello through the Gateway it-routes/public\n"
                + "route     HTTPRoute hello is accepted by the Gateway it-routes/public, 203.0.113.7");
    assertThat(routed.lines("] - ")).isEqualTo("- Ingress hello");
    assertThat(routed.lines("call "))
        .endsWith(
            "\ncall      from outside hello.acme.com/hello through the Gateway it-routes/public");
    assertThat(routes(cluster)).isEqualTo("httproute.gateway.networking.k8s.io/hello");
    String versions = cluster.versions();
    cluster.deploy(hello).succeeds();
    assertThat(cluster.versions()).isEqualTo(versions);

    cluster.kubectl("delete", "gateway", "public");
    assertThat(cluster.deploy(hello).succeeds().lines("] - ")).isEqualTo("- HTTPRoute hello");
    assertThat(routes(cluster)).isEqualTo("ingress.networking.k8s.io/hello");
  }

  @Test
  void theApiServerTakesEveryFormOfAnHttpRouteAndAnIngressWaitsForItsController()
      throws IOException {
    Cluster cluster = Cluster.namespace("it-http-routes");
    Path hello = Projects.example("hello", "http-routes");
    trigger(hello, "host: hello.acme.com");
    cluster.deploy(hello).succeeds();
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        """
        memory: 128Mi
        triggers:
        - http: {gateway: public}
        - http: {gateway: infra/public, host: '*.acme.com', path: "/a!$&'()*+;=:@%20b/c~d_e-f.g"}
        - http: {gateway: infra/public/https, host: hello.acme.com, path: /a}
        - http: {gateway: infra/public/https, host: hello.acme.com, path: /b}
        """);

    Maven.Result pending = cluster.deploy(hello).succeeds();

    assertThat(pending.lines("apply "))
        .startsWith("apply     HTTPRoute HTTPRoute HTTPRoute +   Deployment ~   ");
    assertThat(pending.lines("route ").lines())
        .hasSize(3)
        .allMatch(line -> line.endsWith(" is not accepted yet: no controller has reacted"));
    assertThat(pending.lines("keep "))
        .isEqualTo("keep      Ingress hello, until that has happened");
    assertThat(cluster.kubectl("get", "ingress", "-o", "name").strip())
        .isEqualTo("ingress.networking.k8s.io/hello");
    for (String route : cluster.kubectl("get", "httproutes", "-o", "name").lines().toList()) {
      accept(cluster, route.substring(route.indexOf('/') + 1));
    }
    assertThat(cluster.deploy(hello).succeeds().lines("] - ")).isEqualTo("- Ingress hello");
  }

  @Test
  void aUserWhoMayNotSeeGatewaysGetsAnIngress() throws IOException {
    Cluster cluster = Cluster.namespace("it-no-gateways");
    Path kubeconfig = RightsIT.user(cluster);
    gateway(cluster);
    String page = Files.readString(Projects.ROOT.resolve("docs/deploying.md"));
    int role = page.indexOf("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role");
    cluster.apply(
        page.substring(role, page.indexOf("```", role))
            .replaceAll("(?m)^.*gateway\\.networking.*\n", ""));
    cluster.kubectl(
        "create",
        "rolebinding",
        "deployer",
        "--role=function-deployer",
        "--serviceaccount=it-no-gateways:deployer");
    Path hello = Projects.example("hello", "no-gateways");
    trigger(hello, "host: hello.acme.com, route: auto");

    Maven.Result deployed =
        Maven.in(hello)
            .environment("KUBECONFIG", kubeconfig.toString())
            .run("kubeless:deploy", "-Dkubeless.image.base=" + Cluster.base())
            .succeeds();

    assertThat(deployed.lines("route "))
        .isEqualTo("route     hello.acme.com/ as Ingress: the user may not list Gateways");
    assertThat(routes(cluster)).isEqualTo("ingress.networking.k8s.io/hello");
  }
}
