package io.kubeless.packaging.dev;

import io.kubeless.packaging.image.FunctionFiles;
import io.kubeless.packaging.image.LocalProcess;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A process that serves the requests that were assigned to it. When it is replaced, it is
 * terminated as soon as it has received all of them: it completes them, and receives no further
 * event of a broker.
 */
public final class ServingProcess {
  private static final Duration REPLACED = Duration.ofSeconds(5);

  private final LocalProcess process;
  private final FunctionFiles files;
  private int awaited; // requests that it will receive
  private boolean replaced;
  private boolean stopped;
  private final Thread end = new Thread(this::awaitEnd, "end of a replaced function");

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

  /** Returns its port for a debugger; absent if there is none. */
  public OptionalInt debugPort() {
    return process.debugPort();
  }

  /** Returns whether the process is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Assigns a request to it. */
  public synchronized void begin() {
    awaited++;
  }

  /** Notes that it has received a request that was assigned to it, or will not receive it. */
  public synchronized void received() {
    awaited--;
    stopIfReplaced();
  }

  /** Stops the process after it has received its last request. */
  public synchronized void replace() {
    replaced = true;
    stopIfReplaced();
  }

  private void stopIfReplaced() {
    if (replaced && awaited == 0 && !stopped) {
      stopped = true;
      process.stopReplaced();
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

  /** Waits for some seconds until a process that was replaced has ended. */
  public void awaitReplaced() {
    try {
      end.join(REPLACED.toMillis()); // returns at once before it was started
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
