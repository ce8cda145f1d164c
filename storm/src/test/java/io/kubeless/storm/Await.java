package io.kubeless.storm;

import java.util.concurrent.Callable;

/** Waits for conditions, as long as the timeout of the test permits. */
final class Await {
  private Await() {}

  static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(50);
    }
  }
}
