package io.kubeless.runtime.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are fetched from an issuer. They are fetched again every five minutes, and sooner for a
 * token with an unknown key. While the issuer cannot be reached, the last keys remain in effect.
 */
final class FetchedKeys implements KeySource {
  private static final long AGE_NANOS = Duration.ofMinutes(5).toNanos();
  // Anybody can send tokens with unknown keys.
  private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE_WITHOUT_KEYS_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long PATIENCE_SECONDS = 10;

  /** Fetches the keys. */
  interface Fetch {
    /**
     * Returns the current keys.
     *
     * @throws IOException if the issuer cannot be reached, or responds with anything else
     */
    KeySet fetch() throws IOException;
  }

  private final Fetch fetch;
  private final LongSupplier nanos;
  private final Executor background;
  private final System.Logger log;
  private final ReentrantLock fetching = new ReentrantLock();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile @Nullable KeySet keys;
  private volatile long fetchedNanos;
  private volatile long attemptedNanos;

  /**
   * Creates a source without keys.
   *
   * @param nanos a clock like {@link System#nanoTime}
   * @param background runs a task on another thread
   */
  FetchedKeys(Fetch fetch, LongSupplier nanos, Executor background, System.Logger log) {
    this.fetch = fetch;
    this.nanos = nanos;
    this.background = background;
    this.log = log;
    this.attemptedNanos = nanos.getAsLong() - PAUSE_NANOS;
  }

  @Override
  public KeySet current() throws InvalidToken {
    KeySet now = keys;
    if (now == null) {
      return newerThan(null);
    }
    if (nanos.getAsLong() - fetchedNanos >= AGE_NANOS && paused()) {
      refresh();
    }
    return now;
  }

  /** Fetches the keys on another thread, unless that is being done already. */
  void refresh() {
    if (refreshing.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              newer(keys);
            } finally {
              refreshing.set(false);
            }
          });
    }
  }

  @Override
  public KeySet newerThan(@Nullable KeySet seen) throws InvalidToken {
    KeySet newer = newer(seen);
    if (newer == null) {
      throw new InvalidToken(Reason.NO_KEYS, "the keys of the issuer could not be fetched");
    }
    return newer;
  }

  private @Nullable KeySet newer(@Nullable KeySet seen) {
    if (!locked()) {
      return keys;
    }
    try {
      if (Objects.equals(keys, seen) && paused()) {
        attempt();
      }
      return keys;
    } finally {
      fetching.unlock();
    }
  }

  private boolean locked() {
    try {
      return fetching.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns whether the last attempt was long ago. */
  private boolean paused() {
    return nanos.getAsLong() - attemptedNanos
        >= (keys == null ? PAUSE_WITHOUT_KEYS_NANOS : PAUSE_NANOS);
  }

  private void attempt() {
    try {
      KeySet fetched = fetch.fetch();
      KeySet before = keys;
      if (before == null || !before.equals(fetched)) {
        log.log(
            System.Logger.Level.INFO,
            "the issuer has " + fetched.keys().size() + " keys that can be used");
        fetched.unused().forEach(each -> log.log(System.Logger.Level.WARNING, each));
        keys = fetched;
      }
      fetchedNanos = nanos.getAsLong();
    } catch (IOException | RuntimeException e) {
      log.log(System.Logger.Level.WARNING, "the keys of the issuer could not be fetched", e);
    } finally {
      attemptedNanos = nanos.getAsLong();
    }
  }
}
