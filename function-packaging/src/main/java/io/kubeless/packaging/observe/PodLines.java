package io.kubeless.packaging.observe;

import io.kubeless.packaging.log.LogFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes lines of several pods. In text, each begins with the last part of its pod's name, in a
 * color of its own. Lines for programs stay as they are.
 */
final class PodLines {
  private final LogFormat format;
  private final Consumer<String> lines;
  private final List<String> pods = new ArrayList<>();

  PodLines(LogFormat format, Consumer<String> lines) {
    this.format = format;
    this.lines = lines;
  }

  /**
   * Writes a line.
   *
   * @param several whether there are lines of other pods
   */
  void write(String pod, String line, boolean several) {
    String text = format.of(line);
    if (!several || !format.readable()) {
      lines.accept(text);
      return;
    }
    if (!pods.contains(pod)) {
      pods.add(pod);
    }
    String prefix =
        format.style().pod(pods.indexOf(pod), pod.substring(pod.lastIndexOf('-') + 1)) + " ";
    lines.accept(prefix + text.replace("\n", "\n" + prefix));
  }
}
