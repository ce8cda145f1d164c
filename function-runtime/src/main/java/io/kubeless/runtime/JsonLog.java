package io.kubeless.runtime;

import io.kubeless.runtime.http.Timestamp;
import io.kubeless.runtime.source.Delivery;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object per line, or plain text if {@link LogSettings} requires it. Each line is
 * written under the lock of the print stream, because a write to a pipe is split if it is larger
 * than the pipe's buffer. On standard output, the function's own prints use the same stream, so
 * they never split a line either.
 */
final class JsonLog {
  private static final JsonLog PROCESS = ofProcess();
  private static final ThreadLocal<@Nullable Trace> CURRENT = new ThreadLocal<>();
  private static final ThreadLocal<@Nullable JsonLog> STARTING = new ThreadLocal<>();

  /**
   * The event and the trace of the log lines of a call, or of calls that follow each other. The
   * thread of a late call reads what it can see of the event.
   */
  static final class Trace {
    private final JsonLog log;
    private @Nullable Delivery delivery;
    private @Nullable FunctionEvent event;

    Trace(JsonLog log) {
      this.log = log;
    }

    /** Begins a call. */
    void begin(Delivery next) {
      event = null;
      delivery = next;
    }

    /** Sets the event, which was read. */
    void event(FunctionEvent read) {
      event = read;
    }

    Delivery delivery() {
      return Objects.requireNonNull(delivery, "no call has begun");
    }

    private String eventId() {
      FunctionEvent present = event;
      return present == null ? delivery().eventId() : present.id();
    }
  }

  private final LogOutput out;
  private final boolean collects;
  private final LogSettings settings;

  private JsonLog(PrintStream out, LogSettings settings, boolean collects) {
    this.out = new LogOutput(out);
    this.settings = settings;
    this.collects = collects;
  }

  /** Creates a log whose lines are written at once. */
  JsonLog(PrintStream out, LogSettings settings) {
    this(out, settings, false);
  }

  private static JsonLog ofProcess() {
    JsonLog log = new JsonLog(System.out, LogSettings.from(System.getenv()), true);
    Runtime.getRuntime().addShutdownHook(new Thread(log::close, "last-lines"));
    return log;
  }

  /** Writes the lines that are waiting, and from now on each line at once. */
  void close() {
    out.close();
  }

  JsonLog(PrintStream out) {
    this(out, LogSettings.DEFAULT);
  }

  /** Returns the log on the process's standard output. */
  static JsonLog process() {
    return PROCESS;
  }

  LogSettings settings() {
    return settings;
  }

  /** Sets the trace of the current thread's log lines, {@code null} for none. */
  static void trace(@Nullable Trace trace) {
    CURRENT.set(trace);
  }

  /** Sets the log of a function that starts on the current thread, {@code null} afterwards. */
  static void starting(@Nullable JsonLog log) {
    STARTING.set(log);
  }

  /** Returns the log of the function that runs on the current thread, {@code null} if none does. */
  static @Nullable JsonLog current() {
    Trace trace = CURRENT.get();
    return trace == null ? STARTING.get() : trace.log;
  }

  void info(String logger, String message) {
    write("INFO", logger, message, null, Map.of());
  }

  void warning(String logger, String message) {
    write("WARNING", logger, message, null, Map.of());
  }

  void failure(String logger, String message, Throwable thrown) {
    write("ERROR", logger, message, thrown, Map.of());
  }

  void write(
      String level,
      String logger,
      String message,
      @Nullable Throwable thrown,
      Map<String, Object> fields) {
    if (!settings.shows(System.Logger.Level.valueOf(level))) {
      return;
    }
    boolean urgent = !collects || level.equals("ERROR");
    if (settings.readable()) {
      byte[] line =
          readable(level, logger, message, thrown, fields).getBytes(StandardCharsets.UTF_8);
      out.write(line, line.length, urgent);
    } else {
      json(level, logger, message, thrown, fields).writeTo(out, urgent);
    }
  }

  private static String readable(
      String level,
      String logger,
      String message,
      @Nullable Throwable thrown,
      Map<String, Object> fields) {
    String line = ReadableLine.of(System.currentTimeMillis(), level, logger, message, fields);
    return thrown == null ? line : line + stack(thrown);
  }

  private static JsonLine json(
      String level,
      String logger,
      String message,
      @Nullable Throwable thrown,
      Map<String, Object> fields) {
    String stack = thrown == null ? "" : stack(thrown); // the exception may write lines itself
    JsonLine line = JsonLine.begin();
    line.append("{\"time\":\"").append(Timestamp.rfc3339(System.currentTimeMillis()));
    line.append("\",\"level\":\"").append(level).append("\",\"logger\":").quote(logger);
    line.append(",\"message\":").quote(message);
    Trace trace = CURRENT.get();
    if (trace != null) {
      line.append(",\"event\":").quote(trace.eventId());
      line.append(",\"trace\":").quote(trace.delivery().traceId());
    }
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      line.append(",\"").append(field.getKey()).append("\":");
      if (field.getValue() instanceof Number number) {
        line.append(number.toString());
      } else {
        line.quote(String.valueOf(field.getValue()));
      }
    }
    if (thrown != null) {
      line.append(",\"stack\":").quote(stack);
    }
    return line.append("}\n");
  }

  private static String stack(Throwable thrown) {
    StringWriter stack = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(stack));
    } catch (RuntimeException e) { // an exception class whose getMessage throws
      stack.append(thrown.getClass().getName()).append(", which cannot be printed: " + e);
    }
    return stack.toString();
  }
}
