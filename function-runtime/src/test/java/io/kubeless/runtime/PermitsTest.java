package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitsTest {
  private static final class Counts implements EventSource {
    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();

    @Override
    public String name() {
      return "counts";
    }

    @Override
    public void start(Calls calls) {}

    @Override
    public void pause() {
      wrong.addAndGet(pauses.incrementAndGet() == 1 ? 0 : 1);
    }

    @Override
    public void resume() {
      wrong.addAndGet(pauses.decrementAndGet() == 0 ? 0 : 1);
    }

    @Override
    public void drain(Duration most) {}

    @Override
    public Health health() {
      return Health.READY;
    }
  }

  @Test
  void aPauseEndsWhateverThreadsTakeAndReturnPermitsMeanwhile() throws Exception {
    Counts source = new Counts();
    Permits permits = new Permits(2, List.of(source));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 50_000; n++) {
                  if (permits.tryAcquire()) {
                    permits.release();
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(source.wrong).hasValue(0);
    assertThat(source.pauses).hasValue(0);
    assertThat(permits.tryAcquire() && permits.tryAcquire()).isTrue();
    assertThat(source.pauses).hasValue(1);
    assertThat(permits.tryAcquire()).isFalse();
    permits.release();
    assertThat(source.pauses).hasValue(0);
  }
}
