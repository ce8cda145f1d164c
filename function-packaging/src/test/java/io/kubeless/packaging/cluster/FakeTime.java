package io.kubeless.packaging.cluster;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** A time that passes only during waits. */
public final class FakeTime {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private volatile Timing.Pause meanwhile = duration -> {};

  /** Returns this time. */
  public Timing timing() {
    return new Timing(
        now::get,
        duration -> {
          now.updateAndGet(before -> before.plus(duration));
          meanwhile.sleep(duration);
        });
  }

  /** Adds an action for each wait. */
  public void meanwhile(Timing.Pause action) {
    meanwhile = action;
  }

  public Instant now() {
    return now.get();
  }
}
