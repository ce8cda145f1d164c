package io.kubeless.packaging.cluster;

import java.time.Instant;

/** Time that passes only while somebody waits. */
public final class FakeTime {
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private volatile Timing.Pause meanwhile = duration -> {};

  /** Returns this time. */
  public Timing timing() {
    return new Timing(
        () -> now,
        duration -> {
          now = now.plus(duration);
          meanwhile.sleep(duration);
        });
  }

  /** Lets something happen whenever somebody waits. */
  public void meanwhile(Timing.Pause action) {
    meanwhile = action;
  }

  public Instant now() {
    return now;
  }
}
