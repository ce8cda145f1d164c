package io.kubeless.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollTurnTest {
  private final PollTurn turn = new PollTurn();
  private final CountDownLatch end = new CountDownLatch(1);

  private Thread start(Runnable polling) {
    Thread thread = new Thread(() -> turn.run(polling));
    thread.start();
    return thread;
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theRightIsTakenFromAThreadThatProcessesForTooLong() throws Exception {
    AtomicReference<Boolean> kept = new AtomicReference<>();
    Thread thread =
        start(
            () -> {
              turn.lend();
              assertThat(turn.taken()).isFalse();
              awaitEnd();
              assertThat(turn.taken()).isTrue();
              kept.set(turn.takeBack());
            });
    assertThat(turn.await()).isFalse();
    end.countDown();
    thread.join();
    assertThat(kept).hasValue(false);
  }

  @Test
  void theRightIsTakenAlsoAfterALongTimeWithoutRecords() throws Exception {
    Thread supervisor = Thread.currentThread();
    Thread thread =
        start(
            () -> {
              while (supervisor.getState() != Thread.State.WAITING) { // without a timeout
                Thread.onSpinWait();
              }
              turn.lend();
              awaitEnd();
            });
    assertThat(turn.await()).isFalse();
    end.countDown();
    thread.join();
  }

  @Test
  void aThreadThatPollsKeepsTheRight() throws Exception {
    Thread thread =
        start(
            () -> {
              turn.lend();
              turn.takeBack();
              long until = System.nanoTime() + 100_000_000;
              while (System.nanoTime() - until < 0) { // a poll takes longer than calls may
                Thread.onSpinWait();
              }
            });
    assertThat(turn.await()).isTrue();
    thread.join();
  }

  @Test
  void anExceptionOfAPollIsThrownByTheSupervisor() {
    start(
        () -> {
          throw new IllegalStateException("the broker has left");
        });
    assertThatThrownBy(turn::await).hasMessage("the broker has left");
  }
}
