package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    CallDeadlines.Call call =
        deadlines.begin(
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
    CallDeadlines.Call call = slow.begin(() -> {});
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
    onThread(() -> deadlines.begin(never::acquireUninterruptibly));
    for (int i = 0; i < 5; i++) {
      onThread(
          () ->
              deadlines.begin(
                  () -> {
                    ran.release();
                    throw new StackOverflowError("a test's");
                  }));
    }
    onThread(() -> deadlines.begin(ran::release));

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
              CallDeadlines.Call call = deadlines.begin(pausedLate::countDown);
              call.pause();
              paused.countDown();
              resume.acquireUninterruptibly();
              call.resume();
            });
    thread.start();
    paused.await();
    CountDownLatch late = new CountDownLatch(5); // calls that begin later, and time out
    for (int i = 0; i < 5; i++) {
      onThread(() -> deadlines.begin(late::countDown));
    }
    late.await();
    assertThat(pausedLate.getCount()).isEqualTo(1);
    assertThat(deadlines.stuck()).isEqualTo(5);

    resume.release();
    pausedLate.await();
    assertThat(deadlines.stuck()).isEqualTo(6);
  }

  /** Runs a task on its own thread, which is interrupted if the call is late. */
  private static void onThread(Runnable task) throws InterruptedException {
    Thread thread = new Thread(task);
    thread.start();
    thread.join();
  }
}
