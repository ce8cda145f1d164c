package io.kubeless.runtime.source;

/**
 * The health of a source.
 *
 * @param state determines which probes succeed
 * @param detail the name and the state of the source, which the readiness probe reports; may be
 *     empty for a source that is ready
 */
public record Health(State state, String detail) {
  /** The source receives events, or waits for them. */
  public static final Health READY = new Health(State.READY, "");

  /** Determines which probes succeed. */
  public enum State {
    /** All probes succeed. */
    READY,
    /**
     * The readiness probe fails, unless the function also has an HTTP trigger. A source that was
     * ready before and has lost its broker remains ready, so that the function still receives
     * events of other sources.
     */
    NOT_READY,
    /**
     * The liveness probe fails, and Kubernetes restarts the container, because the source would not
     * receive events again without a restart. An event that cannot be processed is not a reason for
     * this state.
     */
    DEAD
  }

  /** Returns whether the liveness probe succeeds. */
  public boolean live() {
    return state != State.DEAD;
  }

  /** Returns whether the readiness probe succeeds. */
  public boolean ready() {
    return state == State.READY;
  }

  /** Returns the health of a source that is ready, with its state. */
  public static Health ready(String detail) {
    return new Health(State.READY, detail);
  }

  /** Returns the health of a source that is not ready yet. */
  public static Health notReady(String detail) {
    return new Health(State.NOT_READY, detail);
  }

  /** Returns the health of a source that needs a restart. */
  public static Health dead(String detail) {
    return new Health(State.DEAD, detail);
  }
}
