package io.kubeless.packaging.dev;

import io.kubeless.packaging.image.FunctionFiles;
import io.kubeless.packaging.image.LocalProcess;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;

/**
 * A process that serves the requests that were assigned to it. When it is replaced, it ends after
 * the last of them.
 */
public final class ServingProcess {
  private final LocalProcess process;
  private final FunctionFiles files;
  private int requests;
  private boolean replaced;
  private boolean stopped;

  /**
   * Takes a process that is ready.
   *
   * @param files the files of this process alone, which end with it
   */
  public ServingProcess(LocalProcess process, FunctionFiles files) {
    this.process = process;
    this.files = files;
  }

  /** Returns its port. */
  public int port() {
    return process.port();
  }

  /** Returns whether the process is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Assigns a request to it. */
  public synchronized void begin() {
    requests++;
  }

  /** Ends a request that was assigned to it. */
  public synchronized void end() {
    requests--;
    stopIfUnused();
  }

  /** Stops the process after its last request. */
  public synchronized void replace() {
    replaced = true;
    stopIfUnused();
  }

  private void stopIfUnused() {
    if (replaced && requests == 0 && !stopped) {
      stopped = true;
      process.stop();
      Thread end = new Thread(this::awaitEnd, "end of a replaced function");
      end.setDaemon(true);
      end.start();
    }
  }

  /** Stops the process now; it still completes its calls. Returns when it has ended. */
  public void stop() {
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
    }
    process.stop();
    awaitEnd();
  }

  /** Waits until the process has ended, and deletes its files. */
  private void awaitEnd() {
    try {
      process.awaitEnd();
    } catch (IOException | ProblemException e) {
      // It may have failed earlier; its log shows why.
    } finally {
      try {
        files.delete();
      } catch (IOException e) {
        // The directory is in the build directory, which clean deletes.
      }
    }
  }
}
