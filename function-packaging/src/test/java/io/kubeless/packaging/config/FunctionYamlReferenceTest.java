package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.ProjectFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation of {@code function.yaml} and its JSON Schema match {@link Keys}. */
class FunctionYamlReferenceTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Path DOCS = Path.of("../docs");
  private static final Path PAGE = DOCS.resolve("function-yaml.md");

  @TempDir Path directory;

  private static String between(String text, String name, String table) {
    String begin = "<!-- " + name + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(0, from) + table + text.substring(text.indexOf("<!-- /" + name + " -->"));
  }

  private static String row(String... cells) {
    return Stream.of(cells)
        .map(FunctionYamlReferenceTest::text)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Outside of code, Markdown interprets a placeholder as an HTML element and shows nothing. */
  private static String text(String cell) {
    return cell.contains("`") ? cell : cell.replace("<", "\\<");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  @Test
  void theTablesListEveryKey() throws IOException {
    StringBuilder keys = new StringBuilder(row("key", "is a", "default", "meaning", "example"));
    keys.append(row("---", "---", "---", "---", "---"));
    for (Key key : Keys.ALL) {
      keys.append(
          row(
              code(key.path()),
              key.type().text(),
              key.otherwise(),
              key.description(),
              code(key.example())));
    }
    String text = Files.readString(PAGE);
    GoldenFiles.check(
        PAGE,
        between(
            between(text, "keys", keys.toString()),
            "triggers",
            triggerTable(TriggerTypes.INSTALLED)));
  }

  static String triggerTable(TriggerTypes types) {
    StringBuilder table = new StringBuilder(row("type", "key", "default", "meaning", "example"));
    table.append(row("---", "---", "---", "---", "---"));
    for (TriggerType type : types.all()) {
      for (Key key : type.keys()) {
        table.append(
            row(
                code(type.name()),
                code(key.path()),
                key.otherwise(),
                key.description(),
                code(key.example())));
      }
    }
    return table.toString();
  }

  @Test
  void theSchemaListsEveryKey() throws IOException {
    GoldenFiles.check(
        DOCS.resolve("function.schema.json"),
        JSON.writeValueAsString(FunctionSchema.of(TriggerTypes.INSTALLED)) + "\n");
  }

  @Test
  void everyPropertyOfTheSchemaHasATypeAndADescription() {
    check("", FunctionSchema.of(TriggerTypes.INSTALLED).path("definitions"));
  }

  private static void check(String path, JsonNode node) {
    boolean keys = path.endsWith("/properties"); // one of them has this name, too
    for (Map.Entry<String, JsonNode> each :
        keys ? Set.<Map.Entry<String, JsonNode>>of() : node.path("properties").properties()) {
      JsonNode property = each.getValue();
      String name = path + "/" + each.getKey();
      boolean parent = property.has("properties");
      boolean typed = property.has("type") || property.has("$ref") || property.has("enum");
      boolean any = name.endsWith("/payload");
      assertThat(typed || property.has("const") || any).as("type of " + name).isTrue();
      assertThat(
              parent
                  || property.has("description")
                  || property.has("const")
                  || property.has("pattern"))
          .as("description of " + name)
          .isTrue();
    }
    node.properties().forEach(each -> check(path + "/" + each.getKey(), each.getValue()));
    for (int i = 0; i < (node.isArray() ? node.size() : 0); i++) {
      check(path + "/" + i, node.get(i));
    }
  }

  private static JsonSchema packaged() throws IOException {
    try (InputStream in = Keys.class.getResourceAsStream("function.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
    }
  }

  private static final List<String> ACCEPTED =
      List.of(
          "memory: 128Mi",
          "namespace: 2024",
          "timeout: 30",
          "timeout: PT1M",
          "memory:",
          "memory: 134217728",
          "replicas: '2'",
          "secrets: database",
          "secrets: [database, other]",
          "secrets: database, other",
          "secrets:",
          "env: {A: 1, B: true, C: text, D: }",
          "env:",
          "config: {a: 1.5}",
          "labels: {app.kubernetes.io/version: 1.0}",
          "run: once\ntriggers: [{cronjob: {schedule: '@daily'}}]",
          "run: service",
          "x-common: &c {A: b}\nenv: {<<: *c}",
          "autoscaling: {max: 3}",
          "image: {base: linked-jre}",
          "triggers:",
          "triggers: []",
          "triggers: [{http: }]",
          "triggers: [{http: {host: a.b, path: /c, tls: d, class: e}}]",
          "triggers: [{http: {cors: {origins: '*'}}}]",
          "triggers: [{http: {cors: {origins: [https://a.b], credentials: true, maxAge: 1h}}}]",
          "triggers: [{http: {cors: {origins: 'https://a.b, http://c:1', credentials: 'false'}}}]",
          "triggers: [{http: {auth: {type: basic, secret: a, realm: b, callers: c}}}]",
          "triggers: [{http: {auth: {type: jwt, issuer: 'https://a', audience: b, claims: [c]}}}]",
          "triggers: [{type: http}]",
          "triggers: [{type: http, metadata: {path: /a}}]",
          "triggers: [{CronJobSource: {schedule: '@daily', payload: {a: [1]}}}]",
          "triggers: [{type: CronJobSource, metadata: {schedule: '@daily', payload: text}}]",
          "triggers: [{type: kafka, metadata: {topic: a}}]",
          "triggers: [{kafka: {topic: a, servers: 'b:1, c:2', order: key, backoff: 500ms}}]",
          "triggers: [{kafka: {topic: a, servers: [b:1], attempts: '2', maxBackoff: PT1M}}]",
          "triggers: [{kafka: {topic: a, mode: queue, order: none, startFrom: latest}}]",
          "triggers: [{kafka: {topic: a, tls: true, onFailure: skip, properties: {b.c: 1}}}]",
          "triggers: [{kafka: {topic: a, order: , sasl: b, saslMechanism: plain, tls: c}}]",
          "triggers: [{nats: {subject: a, servers: 'nats://b:4222', stream: c, durable: d}}]",
          "triggers: [{nats: {subject: a.>, mode: core, queue: b, credentials: c}}]",
          "network: {from: [{podSelector: }], to: [{ipBlock: {cidr: 10.0.0.0/8}}]}",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nmetadata: {name: hello}\n"
              + "spec: {handler: Hello.handle, timeout: '60', runtime: java11, function: '',"
              + " deployment: {spec: {replicas: 2}}, triggers: [{http: }]}");

  private static final List<String> REFUSED =
      List.of(
          "memry: 128Mi",
          "name: [hello]",
          "memory: 12MB",
          "memory: {a: b}",
          "memory: 0",
          "cpu: lots",
          "timeout: 1.5",
          "timeout: soon",
          "timeout: 0",
          "replicas: two",
          "replicas: 10001",
          "concurrency: 0",
          "autoscaling: {max: 0}",
          "run: twice",
          "env: [A]",
          "env: text",
          "config: {a: {b: c}}",
          "secrets: {a: b}",
          "image: hello",
          "image: {bse: x}",
          "triggers: {http: {}}",
          "triggers: [/hello]",
          "triggers: [{}]",
          "triggers: [{htpp: {}}]",
          "triggers: [{http: {pth: /}}]",
          "triggers: [{http: {path: [/]}}]",
          "triggers: [{http: {cors: '*'}}]",
          "triggers: [{http: {cors: {origin: '*'}}}]",
          "triggers: [{http: {cors: {origins: '*', credentials: 1}}}]",
          "triggers: [{http: {auth: basic}}]",
          "triggers: [{http: {auth: {type: digest, secret: a}}}]",
          "triggers: [{http: {auth: {type: basic, secret: a, users: b}}}]",
          "triggers: [{http: {auth.type: basic}}]",
          "triggers: [{http: {}, cronjob: {schedule: '@daily'}}]",
          "triggers: [{http: text}]",
          "triggers: [{cronjob: {}}]",
          "triggers: [{cronjob: }]",
          "triggers: [{type: cronjob}]",
          "triggers: [{kafka: {}}]",
          "triggers: [{nats: {topic: a}}]",
          "triggers: [{nats: {subject: a, mode: stream}}]",
          "triggers: [{kafka: {topic: a, order: keys}}]",
          "triggers: [{kafka: {topic: a, attempts: 0}}]",
          "triggers: [{kafka: {topic: a, backoff: 1.5}}]",
          "triggers: [{kafka: {topic: a, maxBackoff: soon}}]",
          "triggers: [{kafka: {topic: a, properties: text}}]",
          "triggers: [{type: http, path: /}]",
          "network: {to: [{}]}",
          "network: {to: [{ipBlock: text}]}",
          "network: {to: [db.acme.com]}",
          "apiVersion: apps/v1\nkind: Deployment",
          "kind: Function",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nmemory: 128Mi",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nmetadata: {nam: hello}",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nspec: {handlr: Hello}",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nspec: {deps: <project/>}",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nspec: {runtime: python2.7}",
          "apiVersion: kubeless.io/v1beta1\nkind: Function\nspec: {horizontalPodAutoscaler: {}}");

  @Test
  void theSchemaAcceptsWhatThePluginAcceptsAndRefusesWhatItRefuses() throws IOException {
    SortedMap<String, String> verdicts = new TreeMap<>();
    SortedMap<String, String> expected = new TreeMap<>();
    JsonSchema schema = packaged();
    for (List<String> documents : List.of(ACCEPTED, REFUSED)) {
      for (String document : documents) {
        ProjectFixture project = ProjectFixture.hello(directory).file("function.yaml", document);
        boolean plugin = project.problems().startsWith("no problem");
        boolean editor = schema.validate(tree(document)).isEmpty();
        verdicts.put(document, "plugin " + plugin + ", schema " + editor);
        boolean right = documents.equals(ACCEPTED);
        expected.put(document, "plugin " + right + ", schema " + right);
      }
    }
    assertThat(verdicts).isEqualTo(expected);
  }

  /** Returns a document as editors read it: with anchors resolved and YAML types. */
  private JsonNode tree(String document) throws IOException {
    Object plain =
        new org.yaml.snakeyaml.Yaml(
                new org.yaml.snakeyaml.constructor.SafeConstructor(
                    new org.yaml.snakeyaml.LoaderOptions()))
            .load(document);
    return JSON.valueToTree(plain);
  }
}
