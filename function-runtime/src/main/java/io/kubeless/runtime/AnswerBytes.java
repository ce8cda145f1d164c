package io.kubeless.runtime;

/**
 * The expected memory of answers, learned from previous answers. A call is refused before its
 * handler runs if there is not enough memory for its probable answer.
 */
final class AnswerBytes {
  private static final int WEIGHT = 8;

  // Lost updates are harmless, because the next answer corrects them.
  private volatile long mean;

  /**
   * Returns the expected memory of the next answer: its bytes, and the objects that they are
   * created from.
   */
  long expected() {
    return 2 * mean;
  }

  /** Adds the length of an answer to the moving mean; 0 for a refused call. */
  void learn(long length) {
    long before = mean;
    if (length != before) { // most answers to events are empty
      mean = before + (length - before) / WEIGHT;
    }
  }
}
