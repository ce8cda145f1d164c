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
}
