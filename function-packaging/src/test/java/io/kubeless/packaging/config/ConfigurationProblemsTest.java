package io.kubeless.packaging.config;

import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.ProjectFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages for all mistakes in a configuration; the golden file contains them. */
class ConfigurationProblemsTest {
  @TempDir Path directory;

  private interface Change {
    ProjectFixture apply(ProjectFixture project) throws IOException;
  }

  private final Map<String, Change> cases = new LinkedHashMap<>();

  private void yaml(String sentence, String content) {
    cases.put(sentence, project -> project.file("function.yaml", content));
  }

  @Test
  void everyMistakeIsReportedWithPlaceReasonAndRemedy() throws IOException {
    keys();
    values();
    triggers();
    documents();
    commandLine();
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (Map.Entry<String, Change> each : cases.entrySet()) {
      Path project = Files.createDirectory(directory.resolve("p" + number++));
      String reported = each.getValue().apply(ProjectFixture.hello(project)).problems();
      text.append("# ").append(each.getKey()).append('\n').append(reported).append("\n\n");
    }
    GoldenFiles.check(
        GoldenFiles.directory("problems").resolve("configuration.txt"), text.toString());
  }

  private void keys() {
    yaml("an unknown key, with the nearest known one", "name: hello\nmemry: 128Mi\n");
    yaml("an unknown key that is similar to no other", "frobnicate: 1\n");
    yaml("an unknown key below a known one", "image:\n  bse: linked-jre\n");
    yaml("a value where keys are expected", "image: hello:1\n");
    yaml("every problem of a file at once", "nme: hello\ntimeout: soon\nmemory: 12MB\n");
    yaml("a key that occurs twice", "name: a\nname: b\n");
    yaml("a file that is not valid YAML", "name: [hello\n");
    yaml("a tab", "image:\n\tbase: linked-jre\n");
    yaml("a list instead of a map", "- name: hello\n");
    yaml("an alias that contains itself", "env: &a\n  A: *a\n");
    yaml("one value instead of a map", "hello\n");
    yaml("an unknown tag", "config:\n  a: !include x.txt\n");
    yaml("a tag on a map", "config: !!set {a, b}\n");
    yaml(
        "several problems of one file",
        "config: &c {a: !secret x}\nenv: *c\nlabels: {v: \"${project.name}\"}\nmemory: 1Gi\nmemory: 2Gi\n");
    yaml("bytes", "config: {a: !!binary aGVsbG8=}\n");
    yaml("a merge of a text", "env:\n  <<: common\n");
    yaml("a property of Maven that is not replaced", "env: {A: 'v${project.name}'}\n");
    cases.put(
        "a list instead of a map, in a fragment", p -> p.file("service.yaml", "- spec: {}\n"));
    yaml("a type of Java", "env: {A: !!javax.script.ScriptEngineManager []}\n");
    cases.put("a file that is not used", p -> p.file("functon.yaml", "name: hello\n"));
    cases.put("a fragment of a kind that is not rendered", p -> p.file("statefulset.yaml", "{}\n"));
    cases.put(
        "a directory without a function", p -> p.file("helo/function.yaml", "memory: 128Mi\n"));
  }

  private void values() {
    yaml("a name in upper case", "name: Hello\n");
    yaml("a name beyond 63 characters", "name: " + "a".repeat(64) + "\n");
    yaml(
        "a name that is too long for a CronJob",
        "name: " + "a".repeat(48) + "\ntriggers: [{cronjob: {schedule: '@daily'}}]\n");
    yaml(
        "a name that is too long for several CronJobs",
        "name: "
            + "a".repeat(41)
            + "\ntriggers: [{cronjob: {schedule: '@daily'}}, {cronjob: {schedule: '@hourly'}}]\n");
    yaml("an invalid namespace", "namespace: Team_A\n");
    yaml("a handler that does not exist", "handler: com.acme.Helo\n");
    yaml("an image name with a digest", "image: {name: 'hello@sha256:" + "0".repeat(64) + "'}\n");
    yaml("an image name in upper case", "image: {name: registry.acme.com/Hello}\n");
    yaml("a timeout without meaning", "timeout: soon\n");
    yaml("a timeout of a fraction", "timeout: PT0.5S\n");
    yaml("a timeout beyond a day", "timeout: 25h\n");
    yaml("a memory in megabits", "memory: 512m\n");
    yaml("a memory that is too small for a JVM", "memory: 64Mi\n");
    yaml("an invalid CPU", "cpu: lots\n");
    yaml("replicas that are not a number", "replicas: two\n");
    yaml("a concurrency of zero", "concurrency: 0\n");
    yaml("a way to run that is unknown", "run: twice\n");
    yaml("once without a schedule", "run: once\n");
    yaml("once with a wrong schedule", "run: once\ntriggers: [{cronjob: {schedule: daily}}]\n");
    yaml(
        "once with keys of a service",
        """
        run: once
        replicas: 2
        concurrency: 5
        autoscaling: {max: 3}
        network: {from: [{podSelector: {}}]}
        triggers: [{cronjob: {schedule: '@daily'}}, {http: {}}]
        """);
    yaml("an invalid variable name", "env: {A B: c}\n");
    yaml("a variable of the runtime", "env: {FUNC_PORT: 80}\n");
    yaml("a variable that is a map", "env: {A: {b: c}}\n");
    yaml("an environment that is a list", "env: [A=b]\n");
    yaml("an environment that is a text", "env: A=b\n");
    yaml("a timeout that is a list", "timeout: [30s]\n");
    yaml("Secrets that are a map", "secrets: {database: x}\n");
    yaml("an invalid configuration key", "config: {a/b: c}\n");
    yaml("a configuration key that begins with two dots", "config: {..data: c}\n");
    yaml(
        "a configuration that is too large for a ConfigMap",
        "config: {a: " + "x".repeat(1_000_001) + "}\n");
    yaml("an invalid name of a Secret", "secrets: [Data_Base]\n");
    yaml("an invalid label", "labels: {team: blue and green}\n");
    yaml("a label of the plugin", "labels: {function: other}\n");
    yaml("a label that schedules have", "labels: {app.kubernetes.io/component: cron-caller}\n");
    yaml("a label of the plugin's domain", "labels: {kubeless.io/team: blue}\n");
    yaml("an invalid domain of a label", "labels: {acme..com/team: blue}\n");
    yaml("an invalid annotation", "annotations: {a b: c}\n");
    yaml("an autoscaler without a bound", "autoscaling: {min: 2}\n");
    yaml("an autoscaler with its bounds crossed", "autoscaling: {min: 3, max: 2}\n");
    yaml("a peer by host name", "network: {to: [db.acme.com]}\n");
  }

  private void http(String sentence, String keys) {
    yaml(sentence, "triggers: [{http: {" + keys + "}}]\n");
  }

  private void corsAndAuth() {
    http("CORS as one value", "cors: '*'");
    http("CORS without origins", "cors: {methods: [GET]}");
    http("an unknown key of CORS", "cors: {origins: '*', header: [a]}");
    http("an origin with a slash at its end", "cors: {origins: 'https://shop.acme.com/'}");
    http("an origin with its default port", "cors: {origins: 'https://shop.acme.com:443'}");
    http("an origin without a scheme", "cors: {origins: shop.acme.com}");
    http("the origin null", "cors: {origins: [\"null\"]}");
    http("a wildcard in an origin", "cors: {origins: 'https://*.acme.com'}");
    http("all origins and one more", "cors: {origins: ['*', 'https://a.b']}");
    http("all origins with credentials", "cors: {origins: '*', credentials: true}");
    http(
        "all header fields with credentials",
        "cors: {origins: 'https://a.b', headers: '*', credentials: true}");
    http("credentials that are a text", "cors: {origins: 'https://a.b', credentials: yes}");
    http("a header field with a space", "cors: {origins: 'https://a.b', headers: [x trace]}");
    http("authentication without a type", "auth: {secret: users}");
    http("a type of authentication that is not below its key", "auth.type: basic");
    http("authentication of an unknown type", "auth: {type: digest}");
    http("passwords without users", "auth: {type: basic}");
    http("passwords with an issuer", "auth: {type: basic, secret: a, issuer: 'https://a.b'}");
    http("a realm with a quote", "auth: {type: basic, secret: a, realm: 'a\"b'}");
    http("an invalid name of a Secret with users", "auth: {type: basic, secret: My_Users}");
    http("tokens without an issuer", "auth: {type: jwt}");
    http("tokens of an issuer without TLS", "auth: {type: jwt, issuer: 'http://a.b', audience: c}");
    http(
        "keys of an unknown place",
        "auth: {type: jwt, issuer: a, audience: c, jwksUrl: 'ftp://a.b/keys'}");
    http(
        "keys in two places",
        "auth: {type: jwt, issuer: a, audience: c, secret: d, jwksUrl: 'https://a.b'}");
    http(
        "a claim without a name",
        "auth: {type: jwt, issuer: 'https://a.b', audience: c, claims: [=d]}");
    http("an audience with a space", "auth: {type: jwt, issuer: 'https://a.b', audience: [c d]}");
    http(
        "a clock that differs by an hour",
        "auth: {type: jwt, issuer: 'https://a.b', audience: c, clockSkew: 1h}");
    yaml(
        "a protected and a public path",
        "triggers: [{http: {path: /a}}, {http: {path: /b, auth: {type: basic, secret: c}}}]\n");
  }

  private void lag() {
    String kafka = "triggers: [{kafka: {topic: orders, lag: 100}}";
    yaml("a lag without an autoscaler", kafka + "]\n");
    yaml("an autoscaler on lag without one", "autoscaling: {max: 3, by: keda}\n");
    yaml("an autoscaler on CPU and lag", "autoscaling: {max: 3, by: cpu}\n" + kafka + "]\n");
    yaml("a target of CPU use with lag", "autoscaling: {max: 3, cpu: 70}\n" + kafka + "]\n");
    yaml("an unknown autoscaler", "autoscaling: {max: 3, by: kead}\n" + kafka + "]\n");
    yaml("no pods on CPU use", "autoscaling: {min: 0, max: 3}\n");
    yaml(
        "no pods that another trigger could start",
        "autoscaling: {min: 0, max: 3}\n" + kafka + ", {http: {}}]\n");
    kafka("a lag of nothing", "topic: orders, lag: 0");
    kafka("a metric without lag", "topic: orders, metric: waiting");
    nats("a lag without a stream", "subject: orders, lag: 10");
    nats("a lag without a store", "subject: orders, mode: core, lag: 10");
    nats("a monitoring without a port", "subject: orders, monitoring: nats");
  }

  private void kafka() {
    kafka("a Kafka trigger without a topic", "servers: 'b:1'");
    kafka("a topic with a space", "topic: all orders");
    kafka("a topic that is no name of a trigger", "topic: __");
    kafka("a name in upper case", "topic: orders, name: Orders");
    kafka("a broker without a port", "topic: orders, servers: [kafka, 'kafka:9092']");
    kafka("a broker with a scheme", "topic: orders, servers: 'kafka://kafka:9092'");
    kafka("an order that is unknown", "topic: orders, order: keys");
    kafka("a mode of Kafka that is unknown", "topic: orders, mode: share");
    kafka("a queue in order", "topic: orders, mode: queue, order: key");
    kafka("a queue that an event stops", "topic: orders, mode: queue, onFailure: stop");
    kafka("a queue that is scaled on lag", "topic: orders, mode: queue, lag: 100");
    kafka(
        "a setting that a share group does not have",
        "topic: orders, mode: queue, properties: {session.timeout.ms: 6000}");
    kafka("a group of two lines", "topic: orders, group: \"a\\nb\"");
    kafka("more parallelism than there can be", "topic: orders, parallelism: 1001");
    kafka("no attempt", "topic: orders, attempts: 0");
    kafka("a backoff without a unit that exists", "topic: orders, backoff: 5us");
    kafka("a backoff of nothing", "topic: orders, backoff: 0ms");
    kafka("a longest backoff that is shorter", "topic: orders, backoff: 5s, maxBackoff: 500ms");
    kafka("a longest backoff below the default", "topic: orders, maxBackoff: 500ms");
    kafka("an end of attempts that is unknown", "topic: orders, onFailure: dead-letter");
    kafka("dead letters in the topic itself", "topic: orders, deadLetterTopic: orders");
    kafka("dead letters that are skipped", "topic: a, onFailure: skip, deadLetterTopic: b");
    kafka("a topic without room for dead letters", "name: a, topic: " + "a".repeat(240));
    kafka("a start that is unknown", "topic: orders, startFrom: now");
    kafka("certificates with an invalid name of a Secret", "topic: orders, tls: Kafka_TLS");
    kafka("a login with an invalid name of a Secret", "topic: orders, sasl: Kafka_Login");
    kafka("a mechanism without a login", "topic: orders, saslMechanism: plain");
    kafka("a mechanism that is unknown", "topic: orders, sasl: a, saslMechanism: gssapi");
    kafka("settings of the client that are a list", "topic: orders, properties: [a]");
    kafka("a setting of the client that has a key", "topic: orders, properties: {group.id: a}");
    kafka(
        "settings of the client that would lose events",
        "topic: a, properties: {enable.auto.commit: true, isolation.level: read_uncommitted}");
    kafka(
        "a password in a setting of the client",
        "topic: orders, properties: {ssl.keystore.password: secret}");
    kafka("a name of a setting that is none", "topic: orders, properties: {'a=b': c}");
    yaml(
        "two Kafka triggers of one name",
        "triggers: [{kafka: {topic: a_b}}, {kafka: {topic: A-B}}]\n");
    yaml("a Kafka trigger and run: once", "run: once\ntriggers: [{kafka: {topic: orders}}]\n");
  }

  private void kafka(String name, String keys) {
    yaml(name, "triggers: [{kafka: {" + keys + "}}]\n");
  }

  private void nats() {
    nats("a NATS trigger without a subject", "servers: 'nats://b:4222'");
    nats("a subject with an empty word", "subject: orders..created");
    nats("a subject with a wildcard in the middle", "subject: orders.>.created");
    nats("a subject that is no name of a trigger", "subject: '>', deadLetterSubject: a");
    nats("a server with a login", "subject: orders, servers: 'nats://me:secret@nats:4222'");
    nats("a server with another scheme", "subject: orders, servers: 'http://nats:4222'");
    nats("a mode that is unknown", "subject: orders, mode: stream");
    nats("a stream with a dot", "subject: orders, stream: a.b");
    nats("a durable consumer with a space", "subject: orders, durable: a b");
    nats("a queue with a space", "subject: orders, mode: core, queue: a b");
    nats("a queue with a wildcard", "subject: orders, mode: core, queue: 'shop.*'");
    nats("a queue of a stream", "subject: orders, queue: shop");
    nats(
        "settings of streams without a stream",
        "subject: a, mode: core, attempts: 2, durable: b, onFailure: skip, startFrom: latest");
    nats("dead letters with a wildcard", "subject: orders, deadLetterSubject: 'failed.*'");
    nats("dead letters that match the subject", "subject: a.>, deadLetterSubject: a.b");
    nats("dead letters that match a subject by default", "name: a, subject: '*.a'");
    nats("credentials with an invalid name of a Secret", "subject: a, credentials: NATS_Login");
    yaml(
        "two NATS triggers of one name",
        "triggers: [{nats: {subject: a.>}}, {nats: {subject: a.*}}]\n");
  }

  private void nats(String name, String keys) {
    yaml(name, "triggers: [{nats: {" + keys + "}}]\n");
  }

  private void triggers() {
    yaml("a trigger without a type", "triggers: [/hello]\n");
    yaml("a trigger of an unknown type", "triggers: [{htpp: {path: /}}]\n");
    yaml("a trigger of two types", "triggers: [{http: {}, cronjob: {}}]\n");
    yaml("a trigger that occurs twice", "triggers: [{http: {}}, {http: {path: /}}]\n");
    yaml("triggers that are not a list", "triggers: {http: {}}\n");
    yaml("an unknown key of a trigger", "triggers: [{http: {pth: /hello}}]\n");
    yaml("a path with a query", "triggers: [{http: {path: '/hello?x=1'}}]\n");
    yaml("a host in upper case", "triggers: [{http: {host: API.acme.com}}]\n");
    yaml("a host that is an address", "triggers: [{http: {host: 10.0.0.1}}]\n");
    yaml("a path with an empty segment", "triggers: [{http: {path: /a//b}}]\n");
    yaml("a path that climbs", "triggers: [{http: {path: /a/../b}}]\n");
    yaml("a path that ends in a dot", "triggers: [{http: {path: /a/.}}]\n");
    yaml("a path with an encoded slash", "triggers: [{http: {path: /a%2fb}}]\n");
    yaml("a certificate with an invalid name of a Secret", "triggers: [{http: {tls: API_TLS}}]\n");
    http("an unknown route", "route: gatway, gateway: infra/public");
    http("a route through a Gateway without its name", "route: gateway");
    http("a Gateway of an Ingress", "route: ingress, gateway: public");
    http("a certificate and a class of an HTTPRoute", "gateway: public, tls: x, class: y");
    yaml(
        "a path that may have two Ingresses",
        "triggers: [{http: {path: /a}}, {http: {path: /a, route: auto, gateway: public}}]\n");
    http("a Gateway with four parts", "gateway: a/b/c/d");
    http("a Gateway whose namespace has a dot", "gateway: a.b/c");
    http("a Gateway with an empty name", "route: auto, gateway: infra/");
    yaml("an invalid IngressClass", "triggers: [{http: {class: NGINX}}]\n");
    yaml(
        "two triggers of one host and path",
        "triggers: [{http: {path: /a, tls: x}}, {http: {path: /a/, tls: y}}]\n");
    kafka();
    nats();
    lag();
    corsAndAuth();
    yaml("a schedule that is missing", "triggers: [{cronjob: {}}]\n");
    yaml("a schedule of six fields", "triggers: [{cronjob: {schedule: '0 0 3 * * *'}}]\n");
    yaml("a schedule out of range", "triggers: [{cronjob: {schedule: '0 25 * * *'}}]\n");
    yaml(
        "a schedule with a time zone inside",
        "triggers: [{cronjob: {schedule: 'TZ=UTC 0 3 * * *'}}]\n");
    yaml(
        "an unknown time zone",
        "triggers: [{cronjob: {schedule: '@daily', timeZone: Europe/Berln}}]\n");
    yaml(
        "runs with wrong limits",
        "triggers: [{cronjob: {schedule: '@daily', concurrency: Forbid, startingDeadline: 9s,"
            + " attempts: 11}}]\n");
    yaml(
        "a starting deadline of days",
        "triggers: [{cronjob: {schedule: '@daily', startingDeadline: 25h}}]\n");
    yaml(
        "two schedules that differ only in their limits",
        "triggers: [{cronjob: {schedule: '@daily', attempts: 1}}, {cronjob: {schedule:"
            + " '@daily'}}]\n");
  }

  private void documents() {
    String head =
        "apiVersion: kubeless.io/v1beta1\nkind: Function\nmetadata: {name: hello}\nspec:\n";
    yaml(
        "a document with source inside",
        head + "  runtime: java11\n  handler: Hello.handle\n  function: |\n    class A {}\n");
    yaml("a document with dependencies inside", head + "  deps: <project/>\n");
    yaml("a document of another runtime", head + "  runtime: python2.7\n");
    yaml("a document of another kind", "apiVersion: apps/v1\nkind: Deployment\n");
    yaml("an unknown key of a document", head + "  handlr: Hello\n");
    yaml(
        "an unknown key of its metadata",
        "apiVersion: kubeless.io/v1beta1\nkind: Function\nmetadata: {nam: hello}\n");
    yaml("an autoscaler of a document", head + "  horizontalPodAutoscaler: {}\n");
  }

  private void commandLine() {
    cases.put("an unknown property", p -> p.property("kubeless.memry", "1Gi"));
    cases.put(
        "a property that is similar to no other", p -> p.property("kubeless.frobnicate", "1"));
    cases.put("a map on the command line", p -> p.property("kubeless.config.greeting", "hi"));
    cases.put("a value on the command line", p -> p.property("kubeless.timeout", "soon"));
    cases.put(
        "a function that does not exist", p -> p.property("kubeless.functions.helo.memory", "1Gi"));
    cases.put(
        "an overlay that does not exist",
        p -> p.file("env/staging/function.yaml", "").overlay("stagin"));
    cases.put("an overlay in a project without overlays", p -> p.overlay("staging"));
    cases.put(
        "a name for two functions",
        p ->
            p.source(
                    "Bye",
                    "public final class Bye implements Handler<Event, Context> { public String handle(Event e, Context c) { return null; } }")
                .property("kubeless.name", "both"));
    cases.put(
        "a name in the file for two functions",
        p ->
            p.file("function.yaml", "name: hello\n")
                .source(
                    "Bye",
                    "@KubelessFunction(name = \"bye\") public final class Bye implements Handler<Event, Context> { public String handle(Event e, Context c) { return null; } }"));
    cases.put("a registry in upper case", p -> p.registry("Registry.acme.com/Team"));
    cases.put("a registry with an IPv6 address", p -> p.registry("[::1]:5000/team"));
    cases.put("a registry with a login", p -> p.registry("duke:secret@registry.acme.com/team"));
    cases.put(
        "two functions of one name",
        p ->
            p.source(
                "Bye",
                "@KubelessFunction(name = \"hello\") public final class Bye implements Handler<Event, Context> { public String handle(Event e, Context c) { return null; } }"));
  }
}
