package io.kubeless.runtime;

import io.kubeless.runtime.http.Timestamp;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object a line, each with one write, so that lines of threads never mix. */
final class JsonLog {
  private static final JsonLog PROCESS = new JsonLog(new FileOutputStream(FileDescriptor.out));
  private static final ThreadLocal<@Nullable Trace> CURRENT = new ThreadLocal<>();

  /** The event and the trace that lines of the current thread belong to. */
  record Trace(String eventId, String traceId) {}

  private final OutputStream out;

  JsonLog(OutputStream out) {
    this.out = out;
  }

  /** Returns the log on the process's standard output. */
  static JsonLog process() {
    return PROCESS;
  }

  /** Sets what lines of the current thread belong to, {@code null} for nothing. */
  static void trace(@Nullable Trace trace) {
    if (trace == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(trace);
    }
  }

  void info(String logger, String message) {
    write("INFO", logger, message, null, Map.of());
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
    StringBuilder line = new StringBuilder(256);
    line.append("{\"time\":\"").append(Timestamp.rfc3339(System.currentTimeMillis()));
    line.append("\",\"level\":\"").append(level).append("\",\"logger\":");
    JsonString.quote(line, logger);
    line.append(",\"message\":");
    JsonString.quote(line, message);
    Trace trace = CURRENT.get();
    if (trace != null) {
      line.append(",\"event\":");
      JsonString.quote(line, trace.eventId());
      line.append(",\"trace\":");
      JsonString.quote(line, trace.traceId());
    }
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      line.append(",\"").append(field.getKey()).append("\":");
      if (field.getValue() instanceof Number number) {
        line.append(number);
      } else {
        JsonString.quote(line, String.valueOf(field.getValue()));
      }
    }
    if (thrown != null) {
      StringWriter stack = new StringWriter();
      thrown.printStackTrace(new PrintWriter(stack));
      line.append(",\"stack\":");
      JsonString.quote(line, stack.toString());
    }
    try {
      out.write(line.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody reads the log; the function goes on.
    }
  }
}
