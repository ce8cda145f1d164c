package io.kubeless.maven;

import org.apache.maven.plugin.logging.Log;

/**
 * Shows the progress of a build: in a terminal as one line that changes, otherwise as occasional
 * lines.
 */
final class ImageProgress {
  private static final long QUIET_NANOS = 3_000_000_000L;

  private final Log log;
  private final boolean terminal;
  private long last = System.nanoTime();
  private boolean shown;

  ImageProgress(Log log, boolean interactive) {
    this.log = log;
    this.terminal = interactive && Terminal.isTerminal();
  }

  synchronized void accept(double part) {
    int percent = (int) Math.floor(part * 100);
    if (terminal && log.isInfoEnabled()) {
      System.err.print("\rimage     " + percent + " %  ");
      System.err.flush();
      shown = true;
    } else if (System.nanoTime() - last > QUIET_NANOS) {
      log.info("image     " + percent + " %");
      last = System.nanoTime();
    }
  }

  /** Clears the line. */
  synchronized void done() {
    if (shown) {
      System.err.print("\r                    \r");
      System.err.flush();
    }
  }
}
