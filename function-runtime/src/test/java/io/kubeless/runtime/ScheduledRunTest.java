package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScheduledRunTest {
  private static final long NOW = Instant.parse("2026-02-03T04:05:06Z").toEpochMilli();

  private static String time(String job) {
    return ScheduledRun.of(Map.of(RuntimeContract.JOB_NAME, job)).headers(NOW).get("event-time");
  }

  private static String type(String payload) {
    return ScheduledRun.of(Map.of(RuntimeContract.CALL_PAYLOAD, payload))
        .headers(NOW)
        .get("content-type");
  }

  @Test
  void digitsInTheNameOfAManualJobAreNotATime() {
    String now = "2026-02-03T04:05:00.000Z";
    assertThat(time("hello-cron-29501525")).isEqualTo(now);
    assertThat(time("hello-cron-29501520")).isEqualTo("2026-02-03T04:00:00.000Z");
    assertThat(time("backfill-20250101")).isEqualTo(now);
    assertThat(time("backfill-31122026")).isEqualTo(now);
    assertThat(time("backfill-999999999")).isEqualTo(now);
  }

  /** The file contains Jobs that the CronJob controller of Kubernetes created. */
  @Test
  void eachJobOfTheControllerHasAnIdOfItsOwnAndItsScheduledTimeAlsoInARepeatedHour()
      throws IOException {
    Map<String, Instant> times = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("../it/cluster/schedules/daylight-saving.txt"))) {
      Matcher job = Pattern.compile("(\\S+) is created for (\\S+)").matcher(line);
      if (job.find()) {
        Instant scheduled = OffsetDateTime.parse(job.group(2)).toInstant();
        ScheduledRun run = ScheduledRun.of(Map.of(RuntimeContract.JOB_NAME, job.group(1)));
        assertThat(run.event(scheduled.toEpochMilli() + 40_000).time()).isEqualTo(scheduled);
        times.put(run.id(), scheduled);
      }
    }
    assertThat(times)
        .containsEntry("default/hello-cron-29881470", Instant.parse("2026-10-25T00:30:00Z"))
        .containsEntry("default/hello-cron-29881530", Instant.parse("2026-10-25T01:30:00Z"));
  }

  @Test
  void aMapOrAListInThePayloadIsJsonAndAnythingElseIsText() {
    assertThat(type("{\"a\": 1}")).isEqualTo("application/json");
    assertThat(type(" [1, {\"a\": [2]}] ")).isEqualTo("application/json");
    assertThat(type("[1")).isEqualTo("text/plain; charset=utf-8");
    assertThat(type("7")).isEqualTo("text/plain; charset=utf-8");
    assertThat(type("hello")).isEqualTo("text/plain; charset=utf-8");
    assertThat(type("")).isEqualTo("application/x-www-form-urlencoded");
  }

  @Test
  void aManualJobHasTheCurrentTime() {
    ScheduledRun run = ScheduledRun.of(Map.of(RuntimeContract.JOB_NAME, "by-hand"));
    assertThat(run.headers(90_000))
        .isEqualTo(
            Map.of(
                "content-type", "application/x-www-form-urlencoded",
                "event-type", "application/x-www-form-urlencoded",
                "event-id", "default/by-hand",
                "event-time", "1970-01-01T00:01:00.000Z",
                "event-namespace", "cronjobtrigger.kubeless.io"));
  }
}
