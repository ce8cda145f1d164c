package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.ANY;
import static io.kubeless.packaging.config.Key.Type.DURATION;
import static io.kubeless.packaging.config.Key.Type.NUMBER;
import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.CronJobTrigger;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A schedule.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
final class CronJobTriggerType implements TriggerType {
  // The name of a CronJob has at most 52 characters, and ends with "-cron", or "-cron-" and 6
  // digits.
  private static final int MOST_NAME_WITH_ONE = 47;
  private static final int MOST_NAME_WITH_SEVERAL = 40;
  // The CronJob controller may need as long to start a run.
  private static final Duration LEAST_DEADLINE = Duration.ofSeconds(10);
  // Kubernetes doubles the pause between attempts up to ten minutes, so ten need up to an hour.
  private static final int MOST_ATTEMPTS = 10;

  @Override
  public String name() {
    return "cronjob";
  }

  @Override
  public Set<String> otherNames() {
    return Set.of("CronJobSource");
  }

  @Override
  public String description() {
    return "A schedule.";
  }

  @Override
  public Class<? extends Annotation> annotation() {
    return io.kubeless.function.CronJobTrigger.class;
  }

  @Override
  public List<Key> keys() {
    return List.of(
        new Key(
            "schedule",
            TEXT,
            Key.REQUIRED,
            "Minute, hour, day, month and weekday, or a name such as @daily.",
            "30 2 * * *"),
        new Key(
            "timeZone",
            TEXT,
            "the controller's time zone, mostly UTC",
            "Name of the IANA time zone of the schedule.",
            "Europe/Berlin"),
        new Key(
            "payload",
            ANY,
            "no body",
            "Body of the event: a text, or YAML that is sent as JSON.",
            "{keepDays: 30}"),
        new Key(
            "concurrency",
            CronJobTrigger.FORBID,
            "What a scheduled time does while the previous run has not ended: forbid, allow or"
                + " replace another run.",
            "replace",
            List.of(CronJobTrigger.FORBID, "allow", "replace")),
        new Key(
            "startingDeadline",
            DURATION,
            CronJobTrigger.STARTING_DEADLINE.toSeconds() + "s",
            "How late a run may start, from 10s to 24h; later it is omitted.",
            "1h"),
        new Key(
            "attempts",
            NUMBER,
            "" + CronJobTrigger.ATTEMPTS,
            "Attempts for a run in all.",
            "1",
            1,
            MOST_ATTEMPTS));
  }

  @Override
  public Trigger read(MappingReader values) {
    Optional<String> schedule = values.text("schedule");
    if (schedule.isEmpty()) {
      values.wrong(
          "schedule",
          Message.of("is missing"),
          Message.empty(),
          Message.of("write schedule: \"0 3 * * *\""));
    }
    schedule
        .flatMap(CronSchedule::whyNot)
        .ifPresent(
            why ->
                values.wrong(
                    "schedule",
                    Message.of("is not valid: %s", schedule.get()),
                    why,
                    Message.of("write for example schedule: \"0 3 * * *\"")));
    Optional<String> zone = values.text("timeZone");
    if (zone.isPresent() && !ZoneId.getAvailableZoneIds().contains(zone.get())) {
      values.wrong(
          "timeZone",
          Message.of("is not valid: %s", zone.get()),
          Nearest.of(zone.get(), ZoneId.getAvailableZoneIds())
              .map(near -> Message.of("the nearest known zone is %s", near))
              .orElse(Message.of("no zone of the IANA database is similar")),
          Message.of("write for example timeZone: Europe/Berlin"));
    }
    return new CronJobTrigger(
        schedule.orElse(""),
        zone,
        values.any("payload"),
        values.word("concurrency"),
        values.seconds("startingDeadline", LEAST_DEADLINE),
        values.number("attempts"));
  }

  @Override
  public Optional<Clash> clash(Trigger one, Trigger other) {
    return one instanceof CronJobTrigger a && other instanceof CronJobTrigger b && a.sameRuns(b)
        ? Optional.of(Clash.TWICE)
        : Optional.empty();
  }

  @Override
  public void check(MappingReader function, String name, int triggers) {
    int most = triggers == 1 ? MOST_NAME_WITH_ONE : MOST_NAME_WITH_SEVERAL;
    if (name.length() > most) {
      function.wrong(
          "name",
          Message.of("is too long for a cron trigger: %s", name),
          Message.of("a CronJob's name has room for %s characters of it", most),
          Message.of("choose a shorter name"));
    }
  }
}
