package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * For each rule of the documented Role, a module whose account has all the other rules. All modules
 * are built together, so that each goal runs once.
 */
@OnCluster
class MissingRightsIT {
  private static final Pattern PROBLEM =
      Pattern.compile(
          "KUBELESS-107 Permissions to deploy (\\w+) are missing: (\\d+)\n\\s+where: [^\n]*\n"
              + "\\s+why:\\s+the user (\\w+) may not\n((?:\\s+[a-z, ]+ [a-z0-9./]+\n)+)\\s+do:");
  private static final List<String> OPTIONAL =
      List.of("gateways", "endpointslices", "pods/log", "services/proxy", "pods/portforward");

  /** A rule of the Role, and a function that needs it. */
  private record Rule(
      String name,
      String group,
      List<String> resources,
      List<String> verbs,
      Map<String, Object> yaml) {

    static Rule of(int number, Map<String, Object> yaml) {
      return new Rule(
          "rule%02d".formatted(number),
          texts(yaml.get("apiGroups")).get(0),
          texts(yaml.get("resources")),
          texts(yaml.get("verbs")),
          yaml);
    }

    private static List<String> texts(Object list) {
      return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    String account() {
      return name + "-account"; // the function has a ServiceAccount of its own name
    }

    boolean optional() {
      return OPTIONAL.containsAll(resources);
    }

    /** Returns the lines of the message, in alphabetical order. */
    List<String> missing() {
      boolean pods = resources.contains("pods");
      return resources.stream()
          .filter(each -> !each.equals("triggerauthentications")) // for brokers with a login
          .map(
              each ->
                  (pods ? "list" : String.join(", ", verbs)) // without create, less is checked
                      + " "
                      + each
                      + (group.isEmpty() ? "" : "." + group))
          .sorted()
          .toList();
    }

    String function() {
      return switch (resources.get(0)) {
        case "jobs" -> "run: once\ntriggers: [{cronjob: {schedule: '@yearly'}}]\n";
        case "httproutes" -> "triggers: [{http: {host: a.acme.com, gateway: infra/public}}]\n";
        case "scaledobjects" ->
            "autoscaling: {by: keda, max: 2}\n"
                + "triggers: [{kafka: {topic: orders, servers: 'localhost:9', lag: 10}}]\n";
        case "horizontalpodautoscalers" -> "autoscaling: {max: 2}\n";
        default ->
            optional()
                ? "triggers: [{http: {host: " + name + ".acme.com}}]\n"
                : "replicas: 2\nconfig: {greeting: Hi}\nnetwork: {from: [{podSelector: {}}]}\n"
                    + "triggers: [{http: {host: a.acme.com}}, {cronjob: {schedule: '@yearly'}}]\n";
      };
    }
  }

  private static List<Rule> rules() throws IOException {
    String page = Files.readString(Projects.ROOT.resolve("docs/deploying.md"));
    int role = page.indexOf("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role");
    Map<String, Object> content = new Yaml().load(page.substring(role, page.indexOf("```", role)));
    List<Rule> rules = new ArrayList<>();
    for (Object rule : (List<?>) content.get("rules")) {
      Map<String, Object> yaml = new TreeMap<>();
      ((Map<?, ?>) rule).forEach((key, value) -> yaml.put(String.valueOf(key), value));
      rules.add(Rule.of(rules.size() + 1, yaml));
    }
    return rules;
  }

  private static void grant(Cluster cluster, List<Rule> rules) throws IOException {
    List<String> documents = new ArrayList<>();
    for (Rule rule : rules) {
      List<Map<String, Object>> others =
          rules.stream().filter(each -> each != rule).map(Rule::yaml).toList();
      Map<String, Object> named = Map.of("name", rule.account());
      String rbac = "rbac.authorization.k8s.io/v1";
      documents.add(
          new Yaml().dump(Map.of("apiVersion", "v1", "kind", "ServiceAccount", "metadata", named)));
      documents.add(
          new Yaml()
              .dump(
                  Map.of("apiVersion", rbac, "kind", "Role", "metadata", named, "rules", others)));
      documents.add(
          new Yaml()
              .dump(
                  Map.of(
                      "apiVersion",
                      rbac,
                      "kind",
                      "RoleBinding",
                      "metadata",
                      named,
                      "roleRef",
                      Map.of(
                          "apiGroup",
                          "rbac.authorization.k8s.io",
                          "kind",
                          "Role",
                          "name",
                          rule.account()),
                      "subjects",
                      List.of(Map.of("kind", "ServiceAccount", "name", rule.account())))));
    }
    cluster.apply(String.join("---\n", documents));
  }

  /** Writes a kubeconfig with a context for each account. */
  private static Path contexts(Cluster cluster, List<Rule> rules) throws IOException {
    Path file = cluster.kubeconfig(Projects.empty("missing-rights-config").resolve("config"));
    String config = "--kubeconfig=" + file;
    String server =
        Cluster.run("kubectl", config, "config", "view", "-o", "jsonpath={.clusters[0].name}");
    for (Rule rule : rules) {
      String token = cluster.kubectl("create", "token", rule.account()).strip();
      Cluster.run("kubectl", config, "config", "set-credentials", rule.name(), "--token=" + token);
      Cluster.run(
          "kubectl",
          config,
          "config",
          "set-context",
          rule.name(),
          "--cluster=" + server,
          "--user=" + rule.name(),
          "--namespace=" + cluster.name());
    }
    return file;
  }

  private static Path project(List<Rule> rules) throws IOException {
    Path shop = Projects.project("reactor", "missing-rights");
    for (String each : List.of("model", "first", "second")) {
      Projects.delete(shop.resolve(each));
    }
    Projects.replace(
        shop,
        "pom.xml",
        "(?s)<modules>.*</modules>",
        "<modules>"
            + rules.stream()
                .map(each -> "<module>" + each.name() + "</module>")
                .collect(Collectors.joining())
            + "</modules>");
    Projects.edit(shop, "pom.xml", "<memory>128Mi</memory>", "<memory>192Mi</memory>");
    String pom =
        Files.readString(Projects.ROOT.resolve("it/projects/reactor/first/pom.xml"))
            .replaceFirst("(?s)<dependencies>.*</dependencies>", "@build@");
    String handler =
        Files.readString(
            Projects.ROOT.resolve("it/projects/reactor/first/src/main/java/com/acme/First.java"));
    for (Rule rule : rules) {
      Projects.write(
          shop,
          rule.name() + "/pom.xml",
          pom.replace("<artifactId>first<", "<artifactId>" + rule.name() + "<")
              .replace(
                  "@build@",
                  "<build><plugins><plugin><groupId>io.kubeless</groupId><artifactId>kubeless-maven-plugin</artifactId>"
                      + "<configuration><context>"
                      + rule.name()
                      + "</context></configuration></plugin></plugins></build>"));
      String type = rule.name().replace("rule", "Rule");
      Projects.write(
          shop,
          rule.name() + "/src/main/java/com/acme/" + type + ".java",
          handler.replace("First", type).replace("Shop.greet(\"first \")", "\"hello \""));
      Projects.write(shop, rule.name() + "/src/main/kubeless/function.yaml", rule.function());
    }
    return shop;
  }

  private static Map<String, List<String>> problems(Maven.Result failed) {
    Map<String, List<String>> problems = new TreeMap<>();
    Matcher problem = PROBLEM.matcher(failed.output().replaceAll("(?m)^\\[ERROR\\] ?", ""));
    while (problem.find()) {
      assertThat(problem.group(3)).isEqualTo(problem.group(1)); // the account
      List<String> lines = problem.group(4).lines().map(String::strip).sorted().toList();
      long verbs = lines.stream().mapToLong(line -> line.split(",").length).sum();
      assertThat(problem.group(2)).isEqualTo(String.valueOf(verbs));
      assertThat(problems.put(problem.group(1), lines)).isNull();
    }
    return problems;
  }

  @Test
  void eachMissingRuleOfTheRoleIsNamedBeforeAnythingIsWritten() throws IOException {
    Cluster cluster = Cluster.namespace("it-missing-rights");
    List<Rule> rules = rules();
    grant(cluster, rules);
    Path kubeconfig = contexts(cluster, rules);
    Path shop = project(rules);
    Map<String, List<String>> expected = new TreeMap<>();
    rules.stream()
        .filter(each -> !each.optional())
        .forEach(e -> expected.put(e.name(), e.missing()));
    String before = everything(cluster);
    Maven maven = Maven.in(shop).environment("KUBECONFIG", kubeconfig.toString());
    String base = "-Dkubeless.image.base=" + Cluster.base();

    Maven.Result doctor = maven.run("kubeless:doctor", base).fails();
    assertThat(problems(doctor)).isEqualTo(expected);

    Maven.Result deploy = maven.run("kubeless:deploy", base).fails();
    assertThat(problems(deploy)).isEqualTo(expected);
    assertThat(deploy.output()).doesNotContain("apply     ");
    assertThat(everything(cluster)).isEqualTo(before);

    String warned =
        rules.stream()
            .filter(each -> List.of("endpointslices", "pods/log").containsAll(each.resources()))
            .map(Rule::name)
            .collect(Collectors.joining(","));
    Maven.Result deployed = maven.run("kubeless:deploy", base, "-pl", warned).succeeds();
    assertThat(deployed.lines("ready  ").lines()).hasSize(2);
    assertThat(
            deployed.lines("Without these optional permissions").lines().map(MissingRightsIT::what))
        .containsExactlyInAnyOrder("list endpointslices.discovery.k8s.io", "get pods/log");
  }

  private static String what(String warning) {
    return warning.replaceFirst(".*reported: ", "");
  }

  /** Returns name and version of each object that a deployment may write. */
  private static String everything(Cluster cluster) throws IOException {
    return cluster.kubectl(
        "get",
        "serviceaccounts,configmaps,services,deployments,ingresses,httproutes,cronjobs,hpa,scaledobjects,pdb,netpol,leases,pods,jobs",
        "-o",
        "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}");
  }
}
