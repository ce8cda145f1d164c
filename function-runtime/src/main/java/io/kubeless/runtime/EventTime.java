package io.kubeless.runtime;

import io.kubeless.runtime.source.MalformedEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the time of an event in each form that senders use: RFC 3339 and ISO 8601 ({@code
 * 2026-02-03T04:05:06.789Z}), {@code date --rfc-3339} ({@code 2026-02-03 04:05:06+00:00}) and Go's
 * {@code Time.String()} ({@code 2018-05-18 05:40:42.881137473 +0000 UTC m=+0.1}).
 */
final class EventTime {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9})\\d*)?"
              + " ?([Zz]|[+-]\\d\\d:?\\d\\d)(?: [A-Z]{1,5}| [+-]\\d{2,4})?(?: m=[+-][\\d.]+)?");

  private EventTime() {}

  static Instant parse(String text) throws MalformedEvent {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new MalformedEvent("the time of the event is not a time of RFC 3339");
    }
    try {
      String fraction = m.group(7) == null ? "" : m.group(7);
      int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
      return LocalDateTime.of(
              number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), 0, nanos)
          .plusSeconds(second(m))
          .toInstant(offset(m.group(8)));
    } catch (DateTimeException e) {
      throw new MalformedEvent("the time of the event is not a time of RFC 3339");
    }
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  /** Returns the seconds. A leap second, 60, becomes the first second of the next minute. */
  private static int second(Matcher m) {
    int second = number(m, 6);
    if (second > 60) {
      throw new DateTimeException("second " + second);
    }
    return second;
  }

  private static ZoneOffset offset(String text) {
    if (text.equalsIgnoreCase("z")) {
      return ZoneOffset.UTC;
    }
    return ZoneOffset.of(
        text.length() == 5 ? text.substring(0, 3) + ":" + text.substring(3) : text);
  }
}
