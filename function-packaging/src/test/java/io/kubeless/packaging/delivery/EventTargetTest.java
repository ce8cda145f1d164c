package io.kubeless.packaging.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.image.LocalPublisher;
import io.kubeless.packaging.image.LocalSecrets;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.PublishRequest;
import io.kubeless.runtime.source.NewEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTargetTest {
  private static final String TWO =
      "triggers: [{kafka: {topic: orders, servers: 'b:1', sasl: login}},"
          + " {nats: {subject: orders.*, name: orders, servers: 'n:1'}},"
          + " {nats: {subject: returns, servers: 'n:1'}}]\n";

  @TempDir Path directory;

  private Function function(String configuration) throws IOException {
    return ProjectFixture.hello(directory)
        .file("function.yaml", configuration)
        .function()
        .function();
  }

  private EventTarget find(String configuration, String name) throws IOException {
    return EventTarget.find(function(configuration), name, Origin.of("-Dkubeless.trigger=" + name));
  }

  private String problem(String configuration, String name) {
    return text(catchThrowableOfType(ProblemException.class, () -> find(configuration, name)));
  }

  private static String text(ProblemException e) {
    return e.problems().get(0).toString();
  }

  @Test
  void aTriggerIsFoundByItsNameOrByTypeAndName() throws Exception {
    assertThat(find(TWO, "returns").source()).isEqualTo("nats-returns");
    assertThat(find(TWO, "nats-orders").source()).isEqualTo("nats-orders");
    assertThat(find(TWO, "kafka-orders").secrets()).containsExactly("login");
  }

  @Test
  void aTriggerWithoutServersIsReportedAndNotCalled() throws Exception {
    assertThat(CallLines.local(function(TWO), 8080, List.of()))
        .extracting(Object::toString)
        .hasSize(4)
        .allMatch(line -> line.startsWith("call "));
    assertThat(CallLines.local(function("triggers: [{kafka: {topic: orders}}]\n"), 8080, List.of()))
        .extracting(Object::toString)
        .containsExactly(
            "call      curl -d Duke http://localhost:8080/",
            "off       kafka-orders: add servers, or select an overlay that has them: env=local");
    assertThat(
            CallLines.local(
                function(
                    "triggers: [{cronjob: {schedule: '0 3 * * *', payload: {keepDays: 30}}},"
                        + " {cronjob: {schedule: '@daily'}}]\n"),
                18_081,
                List.of()))
        .extracting(Object::toString)
        .containsExactly(
            "call      curl -d Duke http://localhost:18081/",
            "off       cronjob 0 3 * * *: no schedule runs here; send the event: goal invoke local"
                + " port=18081 data='{\"keepDays\":30}'",
            "off       cronjob @daily: no schedule runs here; send the event: goal invoke local"
                + " port=18081");
  }

  @Test
  void aNameThatSelectsNoTriggerIsReportedWithTheRemedy() {
    assertThat(problem(TWO, "orders"))
        .isEqualTo(
            """
            KUBELESS-302 Several triggers are named orders
              where: -Dkubeless.trigger=orders
              why:   they are kafka-orders, nats-orders
              do:    pass trigger=kafka-orders""");
    assertThat(problem(TWO, "order"))
        .isEqualTo(
            """
            KUBELESS-301 hello has no trigger order with events
              where: -Dkubeless.trigger=order
              why:   it has kafka-orders, nats-orders, nats-returns
              do:    pass trigger=kafka-orders""");
    assertThat(problem("triggers: [{cronjob: {schedule: '0 3 * * *'}}]\n", "cron"))
        .isEqualTo(
            """
            KUBELESS-301 hello has no trigger cron with events
              where: -Dkubeless.trigger=cron
              why:   it has neither a Kafka nor a NATS trigger
              do:    a cron trigger runs once with kubectl create job hello-now --from=cronjob/hello-cron""");
    assertThat(problem("triggers: [{kafka: {topic: orders}}]\n", "orders"))
        .isEqualTo(
            """
            KUBELESS-423 No event can be published to kafka-orders
              where: hello
              why:   the configuration has no address of the brokers
              do:    add servers, or select an overlay that has them: env=local""");
  }

  private LocalPublisher publisher(Optional<Path> secrets) {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.matches(".*(function-api|function-runtime).*"))
            .map(Path::of)
            .toList();
    return new LocalPublisher(
        directory.resolve("publish"),
        classPath,
        Path.of(System.getProperty("java.home")),
        new LocalSecrets(secrets, new TreeMap<>()));
  }

  @Test
  void anEventThatIsNotPublishedIsReportedWithTheReasonOfItsProcess() throws Exception {
    Function function = function(TWO);
    PublishRequest request =
        new PublishRequest(
            "kafka-orders",
            new NewEvent(Optional.of("k"), Optional.empty(), Map.of("a", "b"), new byte[100_000]));
    assertThat(
            text(
                catchThrowableOfType(
                    ProblemException.class,
                    () ->
                        publisher(Optional.empty()).publish(function, List.of("login"), request))))
        .startsWith("KUBELESS-405 The Secret login is missing");
    Path secrets = directory.resolve("secrets");
    Files.createDirectories(secrets.resolve("login"));
    assertThat(
            text(
                catchThrowableOfType(
                    ProblemException.class,
                    () ->
                        publisher(Optional.of(secrets))
                            .publish(function, List.of("login"), request))))
        .isEqualTo(
            """
            KUBELESS-423 No event was published to kafka-orders
              where: %s
              why:   there is no source kafka-orders
              do:    correct the trigger or its Secret"""
                .formatted(directory.resolve("publish/publish.log")));
  }
}
