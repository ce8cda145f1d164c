package io.kubeless.packaging.observe;

import java.time.Duration;

/** A time span in a few characters, as kubectl writes it: {@code 45s}, {@code 12m}, {@code 3d}. */
final class Age {
  private Age() {}

  static String of(Duration duration) {
    if (duration.toMinutes() < 2) {
      return Math.max(0, duration.toSeconds()) + "s";
    }
    if (duration.toHours() < 3) {
      return duration.toMinutes() + "m";
    }
    return duration.toDays() < 3 ? duration.toHours() + "h" : duration.toDays() + "d";
  }
}
