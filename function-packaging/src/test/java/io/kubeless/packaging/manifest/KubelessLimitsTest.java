package io.kubeless.packaging.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubelessLimitsTest {
  @TempDir Path directory;

  private String limits(String yaml) throws IOException {
    return KubelessLimits.of(
            ProjectFixture.hello(directory).file("function.yaml", yaml).function().function())
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
  void supportedFeaturesAreNotReported() throws IOException {
    assertThat(limits("triggers: [{http: {}}, {cronjob: {schedule: '@daily'}}]\n")).isEmpty();
  }
}
