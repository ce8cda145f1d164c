package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetLimitsTest {
  @TempDir Path directory;

  private String limits(String yaml) throws IOException {
    return limits(Target.KUBELESS, yaml);
  }

  private String limits(Target target, String yaml) throws IOException {
    return TargetLimits.of(
            ProjectFixture.hello(directory).file("function.yaml", yaml).function().function(),
            target)
        .stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void everyFeatureThatTargetKubelessLacksIsReportedWithReasonAndRemedy() throws IOException {
    assertThat(
            limits(
                """
                run: once
                network: {to: [{ipBlock: {cidr: 10.0.0.0/8}}]}
                triggers:
                - cronjob: {schedule: '@daily', timeZone: Europe/Berlin}
                - cronjob: {schedule: '@hourly', payload: "it's"}
                - cronjob: {schedule: '@weekly', payload: {it: "it's"}}
                """))
        .isEqualTo(
            """
            KUBELESS-313 Target kubeless does not support 3 cron triggers
              where: function hello
              why:   its controller makes one CronJob for each function, trigger-hello
              do:    deploy native objects: target=kubernetes
            KUBELESS-313 Target kubeless does not support the time zone Europe/Berlin
              where: function hello
              why:   a CronJobTrigger has no time zone, so it would run at other times
              do:    deploy native objects: target=kubernetes
            KUBELESS-313 Target kubeless does not support a payload that is text
              where: function hello
              why:   its controller sends every payload as JSON, so the text would arrive in quotes
              do:    deploy native objects: target=kubernetes
            KUBELESS-313 Target kubeless does not support a payload with a single quote
              where: function hello
              why:   its controller passes the payload to a shell, in single quotes
              do:    deploy native objects: target=kubernetes
            KUBELESS-313 Target kubeless does not support run: once
              where: function hello
              why:   its controller makes a Deployment of every Function
              do:    deploy native objects: target=kubernetes
            KUBELESS-313 Target kubeless does not support a network
              where: function hello
              why:   Kubeless has no resource for network policies
              do:    deploy native objects: target=kubernetes""");
  }

  @Test
  void aGatewayIsRefusedOnTargetKubelessAndAnAutomaticRouteIsNot() throws IOException {
    assertThat(limits("triggers: [{http: {gateway: public}}]\n"))
        .isEqualTo(
            """
            KUBELESS-313 Target kubeless does not support route: gateway
              where: function hello
              why:   its controller makes an Ingress of every HTTPTrigger
              do:    deploy native objects: target=kubernetes""");
    assertThat(limits("triggers: [{http: {route: auto, gateway: public}}]\n")).isEmpty();
  }

  @Test
  void anAutoscalerOnLagNeedsANamespaceAndTargetKubernetes() throws IOException {
    String yaml =
        "autoscaling: {max: 3}\ntriggers: [{kafka: {topic: a, servers: 'b:1', lag: 10%s}}]\n";
    assertThat(limits(Target.KUBERNETES, yaml.formatted("")))
        .isEqualTo(
            """
            KUBELESS-313 Target kubernetes does not support an autoscaler on lag without a namespace
              where: function hello
              why:   the consumers of its triggers have the namespace in their names
              do:    set namespace, or group or durable of the triggers""");
    assertThat(limits(Target.KUBERNETES, yaml.formatted(", group: shop"))).isEmpty();
    assertThat(limits(Target.KUBELESS, yaml.formatted("")))
        .contains(
            """
            KUBELESS-313 Target kubeless does not support an autoscaler on lag
              where: function hello
              why:   the autoscaler of a Function compares the CPU use
            """);
  }

  private String auth(Target target, String callers) throws IOException {
    String yaml =
        """
        triggers:
        - http: {auth: {type: basic, secret: users%s}}
        - cronjob: {schedule: '@daily'}
        """
            .formatted(callers);
    return TargetLimits.of(
            ProjectFixture.hello(directory).file("function.yaml", yaml).function().function(),
            target)
        .stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aScheduledRunOfAnAuthenticatedFunctionNeedsAToken() throws IOException {
    assertThat(auth(Target.KUBERNETES, ", callers: hello-callers")).isEmpty();
    assertThat(auth(Target.KUBERNETES, ""))
        .isEqualTo(
            """
            KUBELESS-313 Target kubernetes does not support auth with a cron trigger, and without auth.callers
              where: function hello
              why:   scheduled runs call the function, and need a token
              do:    add callers: hello-callers, the name of a Secret with the entry token""");
    assertThat(auth(Target.KUBELESS, ", callers: hello-callers"))
        .isEqualTo(
            """
            KUBELESS-313 Target kubeless does not support auth with a trigger of type cronjob
              where: function hello
              why:   its controllers call the function without credentials
              do:    deploy native objects: target=kubernetes""");
  }

  private String kafka(Target target, String yaml) throws IOException {
    return trigger(target, "kafka: {topic: orders" + yaml);
  }

  private String trigger(Target target, String yaml) throws IOException {
    return TargetLimits.of(
            ProjectFixture.hello(directory)
                .file("function.yaml", "triggers: [{" + yaml + "}}]\n")
                .function()
                .function(),
            target)
        .stream()
        .map(
            problem ->
                problem.what()
                    + ": "
                    + problem.why()
                    + (target == Target.KUBERNETES ? ": " + problem.remedy() : ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theControllerOfKubelessDeterminesHowRunsAreStartedAndRepeated() throws IOException {
    assertThat(
            trigger(
                Target.KUBELESS,
                "cronjob: {schedule: '@daily', concurrency: forbid, startingDeadline: 60s, attempts:"
                    + " 3"))
        .isEqualTo(
            """
            Target kubeless does not support concurrency: forbid of a cronjob trigger: its controller makes a CronJob whose runs may overlap
            Target kubeless does not support startingDeadline of a cronjob trigger: its controller makes a CronJob without a deadline
            Target kubeless does not support attempts of a cronjob trigger: its controller repeats a request only if there is no response, and takes every response for success""");
    assertThat(trigger(Target.KUBELESS, "cronjob: {schedule: '@daily', concurrency: allow"))
        .isEmpty();
  }

  @Test
  void anIntervalThatIsLongerThanItsDeadlineIsRefused() throws IOException {
    String every = "cronjob: {schedule: '@every %s', startingDeadline: %s";
    assertThat(trigger(Target.KUBERNETES, "cronjob: {schedule: '@every 1h30m'"))
        .isEqualTo(
            "Target kubernetes does not support @every 1h30m with a startingDeadline of 60s: no run"
                + " would start: its controller looks back no further than the deadline: write five"
                + " fields such as \"0 */6 * * *\", or a startingDeadline that is as long");
    assertThat(trigger(Target.KUBERNETES, every.formatted("1h30m1s", "90m"))).isNotEmpty();
    assertThat(trigger(Target.KUBERNETES, every.formatted("1h30m0.9s", "90m"))).isEmpty();
    assertThat(trigger(Target.KUBERNETES, every.formatted("1h30m", "90m"))).isEmpty();
    assertThat(trigger(Target.KUBERNETES, "cronjob: {schedule: '@every 60s'")).isEmpty();
    assertThat(trigger(Target.KUBELESS, "cronjob: {schedule: '@every 6h'")).isEmpty();
  }

  @Test
  void theControllerOfKubelessKnowsOnlyTheTopicOfAKafkaTrigger() throws IOException {
    assertThat(
            kafka(
                Target.KUBELESS,
                ", servers: 'b:1', mode: stream, group: shop, order: key, parallelism: 2, attempts: 2, backoff: 1s,"
                    + " maxBackoff: 2s, onFailure: deadLetter, deadLetterTopic: failed, startFrom:"
                    + " earliest, tls: true, sasl: login, properties: {a: b}"))
        .isEqualTo(
            """
            Target kubeless does not support servers of a kafka trigger: its controller has one connection to Kafka for the whole cluster
            Target kubeless does not support tls of a kafka trigger: its controller has one connection to Kafka for the whole cluster
            Target kubeless does not support attempts of a kafka trigger: its controller sends each event once, and ignores the answer
            Target kubeless does not support backoff of a kafka trigger: its controller sends each event once, and ignores the answer
            Target kubeless does not support maxBackoff of a kafka trigger: its controller sends each event once, and ignores the answer
            Target kubeless does not support onFailure: deadLetter of a kafka trigger: its controller sends each event once, and ignores the answer
            Target kubeless does not support parallelism of a kafka trigger: its controller determines how many requests it sends at the same time
            Target kubeless does not support startFrom: earliest of a kafka trigger: its controller begins with the events that arrive after it has connected
            Target kubeless does not support group of a kafka trigger: its controller names the consumer group
            Target kubeless does not support order: key of a kafka trigger: a KafkaTrigger has no field for it
            Target kubeless does not support deadLetterTopic of a kafka trigger: its controller stores no dead letters
            Target kubeless does not support sasl of a kafka trigger: its controller has one login to Kafka for the whole cluster
            Target kubeless does not support properties of a kafka trigger: its controller uses no Java client of Kafka""");
    assertThat(kafka(Target.KUBELESS, "")).isEmpty();
    assertThat(kafka(Target.KUBELESS, ", mode: queue"))
        .isEqualTo(
            "Target kubeless does not support mode: queue of a kafka trigger: its controller is a"
                + " member of a consumer group");
    assertThat(
            kafka(
                Target.KUBELESS,
                ", name: a, order: partition, attempts: 1, onFailure: skip, startFrom: latest"))
        .isEmpty();
  }

  @Test
  void theControllerOfKubelessKnowsOnlyTheSubjectOfANatsTrigger() throws IOException {
    String all =
        "nats: {subject: orders, servers: b, mode: jetstream, stream: c, durable: d, attempts: 2,"
            + " deadLetterSubject: e, credentials: f";
    assertThat(trigger(Target.KUBELESS, all))
        .isEqualTo(
            """
            Target kubeless does not support servers of a nats trigger: its controller has one connection to NATS for the whole cluster
            Target kubeless does not support attempts of a nats trigger: its controller sends each event once, and ignores the answer
            Target kubeless does not support mode: jetstream of a nats trigger: its controller uses no JetStream
            Target kubeless does not support stream of a nats trigger: its controller uses no JetStream
            Target kubeless does not support durable of a nats trigger: its controller uses no JetStream
            Target kubeless does not support deadLetterSubject of a nats trigger: its controller stores no dead letters
            Target kubeless does not support credentials of a nats trigger: its controller has one login to NATS for the whole cluster""");
    assertThat(trigger(Target.KUBERNETES, all)).isEmpty();
    assertThat(trigger(Target.KUBELESS, "nats: {subject: orders, mode: core, queue: a"))
        .isEqualTo(
            "Target kubeless does not support queue of a nats trigger: its controller names the"
                + " queue group");
    assertThat(trigger(Target.KUBELESS, "nats: {subject: orders, name: a, mode: core")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"orders, orders", "*.created, any.created", "orders.>, orders.rest"})
  void theQueueGroupOfASubjectWithWildcardsHasNone(String subject, String queue)
      throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .file(
                "function.yaml",
                "namespace: shop\n"
                    + "triggers: [{nats: {subject: '"
                    + subject
                    + "', name: a, servers: b, mode: core}}]\n")
            .function()
            .function();
    assertThat(function.exposure().renderers())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.environment(function, Target.KUBERNETES))
                  .containsEntry("KUBELESS_NATS_0_QUEUE", "shop_a_hello_" + queue);
              assertThat(each.localEnvironment(function, "-local-me"))
                  .containsEntry("KUBELESS_NATS_0_QUEUE", "shop_a_hello_" + queue + "-local-me");
            });
  }

  @Test
  void aNatsTriggerWithoutAStreamIsNoticedByTheDeveloper() throws IOException {
    Function function =
        ProjectFixture.hello(directory)
            .file(
                "function.yaml",
                "triggers: [{nats: {subject: a}}, {nats: {subject: b.c, mode: core}}]\n")
            .function()
            .function();
    assertThat(function.exposure().renderers())
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.notices(function))
                    .hasToString(
                        "[messages of the NATS trigger b.c are delivered at most once: mode core"
                            + " stores none]"));
  }

  @Test
  void podsNeedTheServersOfAKafkaTrigger() throws IOException {
    assertThat(kafka(Target.KUBERNETES, ""))
        .isEqualTo(
            "Target kubernetes does not support the kafka trigger orders without servers: its pods"
                + " connect to Kafka themselves: add servers to the trigger");
    assertThat(kafka(Target.KUBERNETES, ", servers: 'b:1', order: key")).isEmpty();
  }

  @Test
  void supportedFeaturesAreNotReported() throws IOException {
    assertThat(limits("triggers: [{http: {}}, {cronjob: {schedule: '@daily'}}]\n")).isEmpty();
  }
}
