package io.kubeless.java;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text that Kubernetes keeps of a container that has ended.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/">Termination
 *     messages</a>
 */
final class TerminationMessage {
  /** Kubernetes keeps no more bytes. */
  static final int MAXIMUM = 4096;

  private static final int LONGEST_LINE = 1000;
  // The last line, with any number.
  private static final int RESERVE =
      "and 2147483647 more lines, in the log of this container".length();

  private TerminationMessage() {}

  /** Returns as many whole lines as fit, and a last line with the number of those that do not. */
  static String of(List<String> lines) {
    List<String> kept = new ArrayList<>();
    int bytes = 0;
    int most = bytes(lines) <= MAXIMUM ? MAXIMUM : MAXIMUM - RESERVE - 1;
    for (String each : lines) {
      String line = each.length() <= LONGEST_LINE ? each : each.substring(0, LONGEST_LINE) + "…";
      int size = line.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes + size > most) {
        break;
      }
      bytes += size;
      kept.add(line);
    }
    int left = lines.size() - kept.size();
    if (left > 0) {
      kept.add(
          "and "
              + left
              + (left == 1 ? " more line" : " more lines")
              + ", in the log of this container");
    }
    return String.join("\n", kept);
  }

  private static int bytes(List<String> lines) {
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
