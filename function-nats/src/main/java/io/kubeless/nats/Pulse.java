package io.kubeless.nats;

import io.kubeless.runtime.source.Health;
import java.time.Duration;
import java.util.Locale;

/** The last signs of life of a trigger. */
final class Pulse {
  private static final Duration SILENT = Duration.ofMinutes(5);

  private final String name;
  private volatile boolean connected;
  private volatile boolean lost;
  private volatile long loopNanos = System.nanoTime();
  private volatile long heardNanos = System.nanoTime();
  private volatile long pending;
  private volatile String problem = "not connected yet";

  Pulse(String name) {
    this.name = name;
  }

  /** Notes that the trigger receives events, or waits for them. */
  void connected() {
    heardNanos = System.nanoTime();
    lost = false;
    problem = "";
    connected = true;
  }

  /** Returns whether the trigger was ever connected. */
  boolean everConnected() {
    return connected;
  }

  /** Notes that the thread of the trigger is working. */
  void alive() {
    loopNanos = System.nanoTime();
  }

  /** Notes that the server has sent a message, an answer or a heartbeat. */
  void heard() {
    heardNanos = System.nanoTime();
  }

  /** Notes that there is no connection at present. */
  void lost(String reason) {
    lost = true;
    problem = reason;
  }

  /**
   * Notes why no events are received although there is a connection.
   *
   * @return whether this is another problem than before
   */
  boolean problem(String reason) {
    boolean isNew = !reason.equals(problem);
    problem = reason;
    return isNew;
  }

  /** Notes the number of messages that were not delivered yet. */
  void pending(long messages) {
    pending = messages;
  }

  long pending() {
    return pending;
  }

  /** Returns the time since the last sign of life of the server. */
  Duration silence() {
    return age(heardNanos);
  }

  /** Returns the health. */
  Health health(boolean threadAlive) {
    Duration loop = age(loopNanos);
    Duration silence = silence();
    if (!threadAlive || loop.compareTo(SILENT) > 0) {
      return Health.dead(name + ": its thread has not worked for " + loop.toSeconds() + " s");
    }
    if (connected && !lost && silence.compareTo(SILENT) > 0) {
      return Health.dead(name + ": no answer for " + silence.toSeconds() + " s");
    }
    String detail =
        String.format(
            Locale.ROOT,
            "%s: last answer %.1f s ago, %d pending%s",
            name,
            silence.toMillis() / 1000.0,
            pending,
            problem.isEmpty() ? "" : ", " + problem);
    return connected ? Health.ready(detail) : Health.notReady(detail);
  }

  /** Returns the time since a moment, as {@link System#nanoTime}. */
  static Duration age(long nanos) {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - nanos));
  }
}
