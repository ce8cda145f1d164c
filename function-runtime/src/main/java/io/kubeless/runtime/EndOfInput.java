package io.kubeless.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * Ends a developer's process when its standard input ends. The process that has started it holds
 * the other end of the pipe, which the operating system closes even if that process was killed.
 */
final class EndOfInput {
  private volatile boolean reached;

  private EndOfInput() {}

  /**
   * Reads the standard input on a thread of its own, if the environment demands it. The function
   * reads an empty input instead, as in a container.
   */
  static EndOfInput watch(Map<String, String> environment) {
    EndOfInput end = new EndOfInput();
    if ("true".equals(environment.get(RuntimeContract.ENDS_WITH_INPUT))) {
      InputStream input = System.in;
      System.setIn(InputStream.nullInputStream());
      Thread thread = new Thread(() -> end.await(input), "end of input");
      thread.setDaemon(true);
      thread.start();
    }
    return end;
  }

  /** Returns, in a shutdown hook, whether this is the reason for the end. */
  boolean reached() {
    return reached;
  }

  private void await(InputStream input) {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // It is unusable, as after its end.
    }
    reached = true;
    System.exit(0);
  }
}
