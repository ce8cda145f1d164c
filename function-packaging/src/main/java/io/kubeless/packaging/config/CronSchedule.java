package io.kubeless.packaging.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks schedules as the CronJob controller reads them.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax">
 *     Schedule syntax</a>
 */
final class CronSchedule {
  private record Field(String name, int least, int most, List<String> names) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59, List.of()),
          new Field("hour", 0, 23, List.of()),
          new Field("day of the month", 1, 31, List.of()),
          new Field(
              "month",
              1,
              12,
              List.of(
                  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")),
          new Field(
              "day of the week", 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));
  private static final Set<String> NAMES =
      Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final Pattern PART =
      Pattern.compile("(\\*|\\?|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:/(\\d+))?");

  private CronSchedule() {}

  /** Returns what is wrong with a schedule, empty when it is right. */
  static Optional<String> whyNot(String schedule) {
    if (NAMES.contains(schedule) || schedule.matches("@every (\\d+(h|m|s))+")) {
      return Optional.empty();
    }
    if (schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=")) {
      return Optional.of("the time zone has a key of its own, timeZone");
    }
    String[] fields = schedule.strip().split("\\s+");
    if (fields.length != FIELDS.size()) {
      return Optional.of(
          "it has "
              + fields.length
              + " fields, and Kubernetes reads five: minute hour day month weekday");
    }
    for (int i = 0; i < fields.length; i++) {
      for (String part : fields[i].toLowerCase(Locale.ROOT).split(",", -1)) {
        if (!valid(part, FIELDS.get(i))) {
          return Optional.of(part + " is no " + FIELDS.get(i).name());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean valid(String part, Field field) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches() || "0".equals(matcher.group(4))) {
      return false;
    }
    String first = matcher.group(2);
    if (first == null) {
      return true;
    }
    int from = number(first, field);
    int to = matcher.group(3) == null ? from : number(matcher.group(3), field);
    return from >= 0 && to >= from;
  }

  private static int number(String text, Field field) {
    int named = field.names().indexOf(text);
    if (named >= 0) {
      return named + field.least();
    }
    if (!text.matches("\\d{1,2}")) {
      return -1;
    }
    int number = Integer.parseInt(text);
    return number >= field.least() && number <= field.most() ? number : -1;
  }
}
