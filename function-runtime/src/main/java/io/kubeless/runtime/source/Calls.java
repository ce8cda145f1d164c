package io.kubeless.runtime.source;

/** Calls the function for events. */
@FunctionalInterface
public interface Calls {

  /**
   * Calls the function with one event, on the current thread, and delivers the outcome. {@link
   * Outcome.TimedOut} is delivered by another thread, while the handler may still run; this method
   * returns when the handler has ended. The next attempt for the same event must wait until then.
   * Exceptions of the handler, also an {@code Error}, are outcomes and are not thrown.
   */
  void call(Delivery delivery);

  /**
   * Begins a series of calls of the current thread, each of which follows the last one without
   * delay. They need less time than single calls, because together they count as one of the calls
   * that may run at the same time, from the first one to the end of the series.
   */
  default Series series() {
    return this::call;
  }

  /**
   * Calls that follow each other. All methods are called by one thread. Reading the clock can take
   * as long as a call, so it is read for several calls together: the deadline of a call is that of
   * the first one after the last reading, and in the metrics each of them is as quick as the bounds
   * of the histogram can distinguish. If together they take longer than its first bound, one of
   * them is counted with the whole time. The caller reads the clock after each call that may have
   * been slow.
   */
  @FunctionalInterface
  interface Series extends AutoCloseable {

    /** Calls the function, as {@link Calls#call}. */
    void call(Delivery delivery);

    /**
     * Reads the clock for the calls since the last reading.
     *
     * @return the current time, as {@link System#nanoTime}
     */
    default long nanoTime() {
      return System.nanoTime();
    }

    /** Reads the clock, and ends the series. */
    @Override
    default void close() {}
  }
}
