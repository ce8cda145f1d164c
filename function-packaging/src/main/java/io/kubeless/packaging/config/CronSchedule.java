package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks schedules by the rules of the CronJob controller.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax">
 *     Schedule syntax</a>
 */
public final class CronSchedule {
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
  // The end of a range that begins with * or ? is ignored.
  private static final Pattern PART =
      Pattern.compile(
          "(?:[*?](?:-[^-/]*)?|([a-z]+|\\+?\\d+)(?:-([a-z]+|\\+?\\d+))?)(?:/\\+?(\\d{1,9}))?");
  // A duration in the syntax of Go.
  private static final Pattern EVERY =
      Pattern.compile("@every [-+]?((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|ms|s|m|h))+");

  private CronSchedule() {}

  /** Returns the error of a schedule, empty if it is valid. */
  public static Optional<Message> whyNot(String schedule) {
    if (NAMES.contains(schedule) || EVERY.matcher(schedule).matches()) {
      return Optional.empty();
    }
    if (schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=")) {
      return Optional.of(Message.of("the time zone has a key of its own, timeZone"));
    }
    String[] fields = schedule.strip().split("\\s+");
    if (fields.length != FIELDS.size()) {
      return Optional.of(
          Message.of(
              "it has %s fields, and Kubernetes reads five: minute hour day month weekday",
              fields.length));
    }
    for (int i = 0; i < fields.length; i++) {
      for (String part : fields[i].toLowerCase(Locale.ROOT).split(",", -1)) {
        if (!part.isEmpty() && !valid(part, FIELDS.get(i))) {
          return Optional.of(Message.of("%s is not a valid %s", part, FIELDS.get(i).name()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean valid(String part, Field field) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()
        || (matcher.group(3) != null && Integer.parseInt(matcher.group(3)) == 0)) {
      return false;
    }
    String first = matcher.group(1);
    if (first == null) {
      return true;
    }
    int from = number(first, field);
    int to = matcher.group(2) == null ? from : number(matcher.group(2), field);
    return from >= 0 && to >= from;
  }

  private static int number(String text, Field field) {
    int named = field.names().indexOf(text);
    if (named >= 0) {
      return named + field.least();
    }
    if (!text.matches("\\+?0*\\d{1,2}")) {
      return -1;
    }
    int number = Integer.parseInt(text);
    return number >= field.least() && number <= field.most() ? number : -1;
  }
}
