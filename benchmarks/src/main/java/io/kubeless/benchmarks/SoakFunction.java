package io.kubeless.benchmarks;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import java.io.ByteArrayInputStream;
import java.util.Random;

/** Answers as the path requires, so that the response to each request is known in advance. */
public final class SoakFunction implements Handler<Event, Context> {
  /** The body of the request is the body of the response. */
  static final String ECHO = "/echo";

  /** {@link #streamed} is the body of the response. */
  static final String STREAM = "/stream";

  /** The handler throws an exception: 500. */
  static final String FAIL = "/fail";

  /** The handler refuses the request: 422. */
  static final String REFUSE = "/refuse";

  /** The handler takes longer than the timeout: 504. */
  static final String HANG = "/hang";

  private static final byte[] STREAMED = new byte[256 * 1024];

  static {
    new Random(1).nextBytes(STREAMED);
  }

  static byte[] streamed() {
    return STREAMED.clone();
  }

  @Override
  public Object handle(Event event, Context context) {
    return switch (event.path()) {
      case ECHO -> event.bytes();
      case STREAM -> new ByteArrayInputStream(STREAMED);
      case FAIL -> throw new IllegalStateException("requested");
      case REFUSE -> throw new HttpException(422, "requested");
      case HANG -> hang();
      default -> "hello " + event.text();
    };
  }

  private static String hang() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "";
  }
}
