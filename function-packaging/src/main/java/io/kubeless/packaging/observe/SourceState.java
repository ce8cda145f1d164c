package io.kubeless.packaging.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of a source of events in one pod, as its readiness probe reports it.
 *
 * @param pod name of the pod
 * @param name the source, such as {@code kafka orders}
 * @param detail what it does, or why it is not connected
 */
record SourceState(String pod, String name, String detail) {
  private static final Pattern AGE = Pattern.compile("last (?:poll|answer) ([0-9.]+) s ago");

  /** Returns the states in the text of a readiness probe, one in each line. */
  static List<SourceState> of(String pod, String probe) {
    List<SourceState> states = new ArrayList<>();
    for (String line : probe.lines().toList()) {
      String[] parts = line.split(": ", 2);
      if (parts.length == 2) {
        states.add(new SourceState(pod, parts[0], parts[1]));
      }
    }
    return states;
  }

  /** Returns the seconds since the broker was last polled; absent if it never was. */
  Optional<Double> secondsSincePoll() {
    Matcher age = AGE.matcher(detail);
    return age.find() ? Optional.of(Double.valueOf(age.group(1))) : Optional.empty();
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pod", pod);
    fields.put("name", name);
    fields.put("detail", detail);
    secondsSincePoll().ifPresent(seconds -> fields.put("secondsSincePoll", seconds));
    return fields;
  }
}
