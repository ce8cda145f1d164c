package io.kubeless.runtime.source;

import java.time.Instant;

/**
 * The id and the time of an event, which are determined when they are needed, because most
 * functions read nothing but the body. They are the same for each attempt.
 */
public interface Origin {

  /** An id and a time that are known. */
  record Known(String id, Instant time) implements Origin {}

  /** Returns the id, such as {@code topic:partition:offset}. */
  String id();

  /** Returns when the event happened. */
  Instant time();
}
