package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FetchedKeysTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // clocks overflow
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile KeySet answer = new KeySet(List.of(), List.of());
  private volatile boolean away;

  private final FetchedKeys keys =
      new FetchedKeys(this::fetch, nanos::get, Runnable::run, System.getLogger("test"));

  private KeySet fetch() throws IOException {
    fetches.incrementAndGet();
    if (away) {
      throw new IOException("the issuer is away");
    }
    return answer;
  }

  private static KeySet set(Issuer... issuers) throws Exception {
    return KeySet.parse(Issuer.jwks(issuers));
  }

  @Test
  void keysAreFetchedOnceForManyTokens() throws Exception {
    answer = set(Issuer.ec("a"));
    assertThat(keys.current()).isSameAs(answer);
    assertThat(keys.current()).isSameAs(answer);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void anUnknownKeyIsFetchedButNotMoreOftenThanEvery30Seconds() throws Exception {
    KeySet before = keys.current();
    answer = set(Issuer.ec("new"));
    nanos.addAndGet(29 * SECOND);
    assertThat(keys.newerThan(before)).isSameAs(before);
    assertThat(fetches).hasValue(1);
    nanos.addAndGet(SECOND);
    assertThat(keys.newerThan(before)).isSameAs(answer);
    assertThat(keys.newerThan(before)).isSameAs(answer);
    assertThat(fetches).hasValue(2);
    for (int i = 0; i < 100; i++) { // a hundred forged tokens
      keys.newerThan(keys.current());
    }
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aRemovedKeyIsNotUsedAfterFiveMinutes() throws Exception {
    Issuer old = Issuer.ec("old");
    answer = set(old);
    keys.current();
    answer = set(Issuer.ec("new"));
    nanos.addAndGet(300 * SECOND);
    keys.current();
    assertThat(keys.current()).isSameAs(answer);
    assertThat(fetches).hasValue(2);
  }

  @Test
  void theLastKeysRemainWhileTheIssuerIsAway() throws Exception {
    answer = set(Issuer.ec("a"));
    KeySet before = keys.current();
    away = true;
    for (int minutes = 0; minutes < 100; minutes++) {
      nanos.addAndGet(60 * SECOND);
      assertThat(keys.current()).isSameAs(before);
      assertThat(keys.newerThan(before)).isSameAs(before);
    }
    away = false;
    answer = set(Issuer.ec("b"));
    nanos.addAndGet(60 * SECOND);
    keys.current();
    assertThat(keys.current()).isSameAs(answer);
  }

  @Test
  void withoutAnyKeysTheIssuerIsAskedEvery3Seconds() throws Exception {
    away = true;
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(keys::current)
          .isInstanceOf(InvalidToken.class)
          .hasMessage("the keys of the issuer could not be fetched");
    }
    assertThat(fetches).hasValue(1);
    nanos.addAndGet(3 * SECOND);
    away = false;
    assertThat(keys.current()).isSameAs(answer);
    assertThat(fetches).hasValue(2);
  }

  @Test
  void requestsThatArriveDuringAFetchShareIt() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FetchedKeys slow =
        new FetchedKeys(
            () -> {
              fetches.incrementAndGet();
              started.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return answer;
            },
            nanos::get,
            Runnable::run,
            System.getLogger("test"));
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<KeySet> first = threads.submit(slow::current);
      started.await();
      Future<KeySet> second = threads.submit(slow::current);
      go.countDown();
      assertThat(first.get()).isSameAs(answer);
      assertThat(second.get()).isSameAs(answer);
      assertThat(fetches).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
