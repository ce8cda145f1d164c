package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallDeadlinesTest {
  private final CallDeadlines deadlines = new CallDeadlines(Duration.ofMillis(20));

  @Test
  void theEndOfALateCallWaitsUntilItsAnswerIsWritten() throws Exception {
    CountDownLatch answering = new CountDownLatch(1);
    AtomicBoolean written = new AtomicBoolean();
    Semaphore go = new Semaphore(0);
    CallWatch call =
        begin(
            deadlines,
            () -> {
              answering.countDown();
              go.acquireUninterruptibly();
              written.set(true);
            });
    while (answering.getCount() > 0) {
      Thread.onSpinWait(); // not await, because this thread is interrupted when the call is late
    }
    Thread owner = Thread.currentThread();
    Thread releaser =
        new Thread(
            () -> {
              while (owner.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              go.release();
            });
    releaser.start();

    assertThat(call.end()).isFalse();
    assertThat(written).isTrue();
    assertThat(Thread.interrupted()).isFalse();
    releaser.join();
  }

  @Test
  void aCallThatEndsInTimeIsNeverLateAndKeepsNoInterrupt() {
    CallDeadlines slow = new CallDeadlines(Duration.ofHours(1));
    CallWatch call = begin(slow, () -> {});
    Thread.currentThread().interrupt(); // like a handler that has caught an InterruptedException

    assertThat(call.end()).isTrue();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(call.end()).isTrue();
    assertThat(slow.stuck()).isZero();
  }

  @Test
  void aTimeoutThatBlocksOrThrowsDoesNotStallTheOthers() throws Exception {
    Semaphore never = new Semaphore(0);
    Semaphore ran = new Semaphore(0);
    onThread(() -> begin(deadlines, never::acquireUninterruptibly));
    for (int i = 0; i < 5; i++) {
      onThread(
          () ->
              begin(
                  deadlines,
                  () -> {
                    ran.release();
                    throw new StackOverflowError("a test's");
                  }));
    }
    onThread(() -> begin(deadlines, ran::release));

    assertThat(ran.tryAcquire(6, 50, TimeUnit.SECONDS)).isTrue();
    assertThat(deadlines.stuck()).isEqualTo(7);
    never.release();
  }

  @Test
  void aPausedClockDoesNotAdvance() throws Exception {
    // Long enough to begin and to pause a call, also where other processes are busy.
    CallDeadlines deadlines = new CallDeadlines(Duration.ofSeconds(1));
    CountDownLatch pausedLate = new CountDownLatch(1);
    Semaphore resume = new Semaphore(0);
    CountDownLatch paused = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              CallWatch call = begin(deadlines, pausedLate::countDown);
              call.pause();
              paused.countDown();
              resume.acquireUninterruptibly();
              call.resume();
            });
    thread.start();
    paused.await();
    CountDownLatch late = new CountDownLatch(5); // calls that begin later, and time out
    for (int i = 0; i < 5; i++) {
      onThread(() -> begin(deadlines, late::countDown));
    }
    late.await();
    assertThat(pausedLate.getCount()).isEqualTo(1);
    assertThat(deadlines.stuck()).isEqualTo(5);

    resume.release();
    pausedLate.await();
    assertThat(deadlines.stuck()).isEqualTo(6);
  }

  @Test
  void aTimeoutOfACallNeverAffectsTheNextCallsOfItsThread() throws Exception {
    AtomicInteger late = new AtomicInteger();
    int ended = 0;
    try (CallWatch watch = deadlines.watch(late::incrementAndGet)) {
      for (int i = 0; i < 300; i++) {
        int number = watch.begin(System.nanoTime());
        long end = System.nanoTime() + (i % 50 == 0 ? 25_000_000 : 500_000);
        while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
          Thread.onSpinWait();
        }
        boolean interrupted = Thread.currentThread().isInterrupted();
        boolean inTime = watch.end();
        ended += inTime ? 0 : 1;
        assertThat(interrupted && inTime).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(watch.remaining(number)).isZero();
      }
    }
    assertThat(ended).isEqualTo(late.get()).isGreaterThan(0);
    assertThat(deadlines.stuck()).isZero();
  }

  @Test
  void aCallAfterALateOneIsLateAgain() {
    AtomicInteger late = new AtomicInteger();
    try (CallWatch watch = deadlines.watch(late::incrementAndGet)) {
      for (int i = 1; i <= 3; i++) {
        watch.begin(System.nanoTime());
        while (!Thread.currentThread().isInterrupted()) {
          Thread.onSpinWait();
        }
        assertThat(watch.end()).isFalse();
        assertThat(late).hasValue(i);
      }
    }
  }

  private static CallWatch begin(CallDeadlines deadlines, Runnable onTimeout) {
    CallWatch watch = deadlines.watch(onTimeout);
    watch.begin(System.nanoTime());
    return watch;
  }

  /** Runs a task on its own thread, which is interrupted if the call is late. */
  private static void onThread(Runnable task) throws InterruptedException {
    Thread thread = new Thread(task);
    thread.start();
    thread.join();
  }
}
