package io.kubeless.runtime.http;

/**
 * Formats times without {@code java.time.format}, whose first use takes tens of milliseconds of a
 * cold start.
 */
public final class Timestamp {
  private static final String[] DAYS = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  private static final long DAY = 86_400_000L;

  // Many lines are written in the same second.
  private static volatile Second last = new Second(0, seconds(0));

  private record Second(long epochSecond, String text) {}

  private Timestamp() {}

  /** Returns an IMF-fixdate such as {@code Sun, 06 Nov 1994 08:49:37 GMT}; RFC 9110, 5.6.7. */
  public static String httpDate(long epochMillis) {
    int[] date = civil(Math.floorDiv(epochMillis, DAY));
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS[(int) Math.floorMod(Math.floorDiv(epochMillis, DAY), 7L)]).append(", ");
    pad(text, date[2], 2).append(' ').append(MONTHS[date[1] - 1]).append(' ');
    pad(text, date[0], 4).append(' ');
    return time(text, epochMillis).append(" GMT").toString();
  }

  /** Returns a time such as {@code 2026-11-24T10:00:00.123Z}; RFC 3339. */
  public static String rfc3339(long epochMillis) {
    long epochSecond = Math.floorDiv(epochMillis, 1000L);
    Second second = last;
    if (second.epochSecond() != epochSecond) {
      second = new Second(epochSecond, seconds(epochMillis));
      last = second;
    }
    int millis = (int) Math.floorMod(epochMillis, 1000L);
    return second.text() + digit(millis / 100) + digit(millis / 10 % 10) + digit(millis % 10) + 'Z';
  }

  private static char digit(int value) {
    return (char) ('0' + value);
  }

  private static String seconds(long epochMillis) {
    int[] date = civil(Math.floorDiv(epochMillis, DAY));
    StringBuilder text = new StringBuilder(20);
    pad(text, date[0], 4).append('-');
    pad(text, date[1], 2).append('-');
    pad(text, date[2], 2).append('T');
    return time(text, epochMillis).append('.').toString();
  }

  private static StringBuilder time(StringBuilder text, long epochMillis) {
    int seconds = (int) (Math.floorMod(epochMillis, DAY) / 1000);
    pad(text, seconds / 3600, 2).append(':');
    pad(text, seconds / 60 % 60, 2).append(':');
    return pad(text, seconds % 60, 2);
  }

  private static StringBuilder pad(StringBuilder text, int number, int width) {
    String digits = Integer.toString(number);
    return text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }

  private static int[] civil(long epochDay) {
    java.time.LocalDate date = java.time.LocalDate.ofEpochDay(epochDay);
    return new int[] {date.getYear(), date.getMonthValue(), date.getDayOfMonth()};
  }
}
