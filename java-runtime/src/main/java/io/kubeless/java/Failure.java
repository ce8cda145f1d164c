package io.kubeless.java;

import java.util.List;

/** A mistake in the function, in whole lines for its author. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> lines;

  Failure(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  Failure(String line) {
    this(List.of(line));
  }

  /** Returns the lines, with the most relevant first. */
  List<String> lines() {
    return lines;
  }
}
