package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import io.kubeless.function.Response;
import io.kubeless.function.RetryableException;
import io.kubeless.function.TypedEvent;
import io.kubeless.function.TypedHandler;
import io.kubeless.function.VoidHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Small functions, each with one behavior. */
public final class Handlers {
  private Handlers() {}

  /** Returns a value that depends on the path. */
  public static final class Returns implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) throws Exception {
      return switch (event.path()) {
        case "/null" -> null;
        case "/string" -> "é";
        case "/bytes" -> new byte[] {1, 2};
        case "/stream" -> new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8));
        case "/empty" -> Optional.empty();
        case "/optional" -> Optional.of("there");
        case "/stage" -> CompletableFuture.supplyAsync(() -> Optional.of("later"));
        case "/failed-stage" -> CompletableFuture.failedFuture(new HttpException(409, "taken"));
        case "/response" -> Response.of(201, "made").withHeader("Location", "/orders/7");
        case "/typed" -> Response.of(200, "<p>").withHeader("Content-Type", "text/html");
        case "/bodiless" -> Response.of(202);
        case "/ours" -> Response.of(200, "a").withHeader("Content-Length", "99");
        case "/object" -> new Object();
        case "/euro" ->
            Response.of(200, "\u20ac").withHeader("Content-Type", "text/html; charset=iso-8859-15");
        case "/no-charset" ->
            Response.of(200, "a").withHeader("Content-Type", "text/html; charset=none-such");
        case "/reset" -> Response.of(205, "body").withHeader("X-A", "b");
        case "/empty-body" -> Response.of(200, Optional.empty());
        case "/late-body" -> Response.of(200, CompletableFuture.completedFuture("late"));
        case "/refusal" -> new HttpException(409, "taken");
        case "/exception" -> Response.of(200, new IllegalStateException("canary"));
        case "/join" -> refused().join();
        case "/get" -> refused().get();
        case "/nested" -> refused().handle((value, e) -> CompletableFuture.failedFuture(e).join());
        default -> event.method() + " " + event.fullPath();
      };
    }
  }

  private static CompletableFuture<Object> refused() {
    return CompletableFuture.failedFuture(new HttpException(409, "taken"));
  }

  /** Throws an exception that depends on the path. */
  public static final class Throws implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) throws Exception {
      switch (event.path()) {
        case "/checked" -> throw new IOException("canary");
        case "/unchecked" -> throw new IllegalStateException("canary");
        case "/message-less" -> throw new NullPointerException();
        case "/overflow" -> overflow(1);
        case "/error" -> throw new AssertionError("canary");
        case "/retry" ->
            throw new RetryableException("canary", Duration.ofMillis(1500), new IOException("db"));
        case "/http" -> throw new HttpException(422, "quantity must be 1 or more");
        default -> {}
      }
      return "fine";
    }

    private static int overflow(int depth) {
      return depth == 0 ? 0 : overflow(depth + 1) + 1;
    }
  }

  /** Waits until the test releases it; with one path, it ignores all interrupts. */
  public static final class Waits implements Handler<Event, Context> {
    static final Semaphore GO = new Semaphore(0);
    static final Semaphore STARTED = new Semaphore(0);

    @Override
    public Object handle(Event event, Context context) throws Exception {
      STARTED.release();
      if (event.path().equals("/stubborn")) {
        GO.acquireUninterruptibly();
      } else {
        GO.acquire();
      }
      return "went on";
    }
  }

  /** Returns the values of its context. */
  public static final class Tells implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      context.logger().log(System.Logger.Level.INFO, "received {0}", event.text());
      java.util.logging.Logger.getLogger("com.acme").warning("the other way");
      return context.functionName()
          + " "
          + context.timeout()
          + " "
          + (context.remaining().compareTo(context.timeout()) <= 0)
          + " "
          + context.memoryLimitBytes()
          + " "
          + context.runtime()
          + " "
          + context.attempt()
          + " "
          + context.config("greeting")
          + " "
          + context.config("../secrets/db/user")
          + " "
          + context.secret("db")
          + " "
          + context.secret("..");
    }
  }

  /** Counts its starts and stops. */
  public static final class Counts implements Handler<Event, Context> {
    static final AtomicInteger STARTS = new AtomicInteger();
    static final AtomicInteger STOPS = new AtomicInteger();
    static final CountDownLatch LATE = new CountDownLatch(1);

    @Override
    public Object handle(Event event, Context context) {
      return STARTS + " " + STOPS;
    }

    @Override
    public void onStart(Context context) {
      STARTS.incrementAndGet();
    }

    @Override
    public void onStop(Context context) {
      STOPS.incrementAndGet();
    }
  }

  /** Takes text. */
  public static final class Upper implements TypedHandler<String, String> {
    @Override
    public String apply(String input, Context context) {
      return input.toUpperCase(java.util.Locale.ROOT);
    }
  }

  /** Takes bytes and returns nothing. */
  public static final class Swallows implements VoidHandler<byte[]> {
    static volatile int length;

    @Override
    public void accept(byte[] input, Context context) {
      length = input.length;
    }
  }

  /** Takes a type that only a binding can read. */
  public static final class Lists implements Handler<TypedEvent<java.util.List<Integer>>, Context> {
    @Override
    public Object handle(TypedEvent<java.util.List<Integer>> event, Context context) {
      return "" + event.data();
    }
  }

  /** Has a constructor that fails. */
  public static final class BrokenConstructor implements Handler<Event, Context> {
    /** Throws. */
    public BrokenConstructor() {
      throw new IllegalStateException("no license");
    }

    @Override
    public Object handle(Event event, Context context) {
      return null;
    }
  }

  /** Has a static initializer that fails. */
  public static final class BrokenClass implements Handler<Event, Context> {
    static final int NUMBER = Integer.parseInt("none");

    @Override
    public Object handle(Event event, Context context) {
      return NUMBER;
    }
  }

  /** Has no constructor that the runtime can call. */
  public static final class Demanding implements Handler<Event, Context> {
    private final String demand;

    /** Requires a parameter. */
    public Demanding(String demand) {
      this.demand = demand;
    }

    @Override
    public Object handle(Event event, Context context) {
      return demand;
    }
  }

  /** Fails to start. */
  public static final class BrokenStart implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      return null;
    }

    @Override
    public void onStart(Context context) {
      throw new IllegalStateException("no database\nat db:5432");
    }
  }

  /** Fills the heap. */
  public static final class Leaks implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      java.util.List<byte[]> all = new java.util.ArrayList<>();
      while (true) {
        all.add(new byte[1 << 20]);
      }
    }
  }

  /** Refuses every event. */
  public static final class RefusesRuns implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) throws Exception {
      throw new HttpException(400, "no");
    }
  }

  /** Requests another attempt. */
  public static final class RetriesRuns implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) throws Exception {
      throw new RetryableException("not yet", Duration.ZERO, new IOException("db"));
    }
  }

  /** Fails. */
  public static final class FailsRuns implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      throw new IllegalStateException("canary");
    }
  }

  /** Returns a stream that fails after its first bytes. */
  public static final class TornStream implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      return new java.io.SequenceInputStream(
          new java.io.ByteArrayInputStream(new byte[20_000]),
          (java.io.InputStream) new BrokenStream().handle(event, context));
    }
  }

  /** Returns a stream that cannot be read. */
  public static final class BrokenStream implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      return new java.io.InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("torn");
        }
      };
    }
  }

  /** Waits, and ignores all interrupts. */
  public static final class Stubborn implements Handler<Event, Context> {
    static final Semaphore GO = new Semaphore(0);

    @Override
    public Object handle(Event event, Context context) {
      GO.acquireUninterruptibly();
      return null;
    }
  }

  /** Waits, ignores all interrupts, and records whether it was stopped. */
  public static final class StubbornWithStop implements Handler<Event, Context> {
    static final Semaphore GO = new Semaphore(0);
    static final Semaphore STARTED = new Semaphore(0);
    static volatile boolean stopped;

    @Override
    public Object handle(Event event, Context context) {
      STARTED.release();
      GO.acquireUninterruptibly();
      return null;
    }

    @Override
    public void onStop(Context context) {
      stopped = true;
    }
  }

  /** Ends the process. */
  public static final class Exits implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      System.exit(42);
      return null;
    }

    @Override
    public void onStop(Context context) {
      context.logger().log(System.Logger.Level.INFO, "stopped");
    }
  }

  /** Has an onStop that never returns. */
  public static final class NeverStops implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      return "fine";
    }

    @Override
    public void onStop(Context context) {
      new Semaphore(0).acquireUninterruptibly();
    }
  }

  /** Answers after another thread has failed. */
  public static final class FailsInAThread implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) throws InterruptedException {
      Thread thread =
          new Thread(
              () -> {
                throw new IllegalStateException("canary");
              },
              "refresher");
      thread.start();
      thread.join();
      return "fine";
    }
  }

  /** Leaves a thread running that never ends. */
  public static final class LeavesAThread implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      new Thread(new Semaphore(0)::acquireUninterruptibly, "left").start();
      return "done";
    }
  }
}
