package io.kubeless.runtime;

/**
 * What answers take in memory, learned from those that were made: a call is refused before its
 * handler runs if there is no room for what it will probably answer.
 */
final class AnswerBytes {
  private static final int WEIGHT = 8;

  // Lost updates do no harm: the next answer corrects them.
  private volatile long mean;

  /** Returns what the next answer will take: its bytes, and what they are made of. */
  long expected() {
    return 2 * mean;
  }

  /** Takes an answer into the moving mean; 0 for a call that was refused. */
  void learn(long length) {
    long before = mean;
    mean = before + (length - before) / WEIGHT;
  }
}
