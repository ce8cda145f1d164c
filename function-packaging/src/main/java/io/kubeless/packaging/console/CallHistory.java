package io.kubeless.packaging.console;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The last calls of the function, and the last lines of its log. */
final class CallHistory {
  private static final int CALLS = 100;
  private static final int LINES = 5000;

  private final Deque<ConsoleCall> calls = new ArrayDeque<>();
  private final Deque<LogLine> lines = new ArrayDeque<>();
  private long nextCall = 1;
  private long nextLine;

  /** Adds a call that begins now. */
  synchronized ConsoleCall begin(SentEvent event, String trace) {
    return add(event.title(), Optional.of(event), trace);
  }

  private ConsoleCall add(String title, Optional<SentEvent> sent, String trace) {
    ConsoleCall call = ConsoleCall.begin(nextCall++, Instant.now(), title, sent, trace, nextLine);
    calls.addFirst(call);
    if (calls.size() > CALLS) {
      calls.removeLast();
    }
    return call;
  }

  /** Replaces a call, unless it is no longer one of the last. */
  synchronized void update(long id, UnaryOperator<ConsoleCall> change) {
    calls.stream()
        .filter(call -> call.id() == id)
        .findFirst()
        .ifPresent(call -> replace(call, change.apply(call)));
  }

  private void replace(ConsoleCall before, ConsoleCall after) {
    List<ConsoleCall> copy = new ArrayList<>(calls);
    copy.set(copy.indexOf(before), after);
    calls.clear();
    calls.addAll(copy);
  }

  /** Adds a line of the log. The line of an unknown call adds the call. */
  synchronized void line(String text) {
    LogLine line = LogLine.parse(nextLine++, text);
    lines.addLast(line);
    if (lines.size() > LINES) {
      lines.removeFirst();
    }
    if (line.isAccess() && !line.trace().isEmpty()) {
      ended(line);
    } else if (line.isError()) {
      calls.stream()
          .filter(call -> call.trace().equals(line.trace()) && call.status().isEmpty())
          .findFirst()
          .ifPresent(call -> replace(call, call.hasFailed()));
    }
  }

  private void ended(LogLine line) {
    int status = line.json().path("status").asInt();
    double millis = line.json().path("millis").asDouble();
    ConsoleCall call =
        calls.stream()
            .filter(each -> each.trace().equals(line.trace()))
            .findFirst()
            .orElseGet(() -> add(title(line), Optional.empty(), line.trace()));
    if (call.answer().isEmpty()) { // the time of an answer is that of its client
      replace(call, call.logged(status, millis));
    }
  }

  private static String title(LogLine line) {
    if (!line.json().has("method")) {
      return "event " + line.json().path("event").asText(); // of a broker
    }
    return line.json().path("method").asText() + " " + line.json().path("path").asText();
  }

  /** Returns the calls, the last one first. */
  synchronized List<ConsoleCall> calls() {
    return List.copyOf(calls);
  }

  /** Returns a call; absent if it is no longer one of the last. */
  synchronized Optional<ConsoleCall> call(long id) {
    return calls.stream().filter(call -> call.id() == id).findFirst();
  }

  /**
   * Returns the log lines of a call: those with its trace, and what the function printed between
   * its begin and its end.
   */
  synchronized List<LogLine> lines(ConsoleCall call) {
    long end =
        lines.stream()
            .filter(line -> line.isAccess() && line.trace().equals(call.trace()))
            .mapToLong(LogLine::number)
            .max()
            .orElseGet(() -> nextBegin(call));
    return lines.stream()
        .filter(
            line ->
                line.trace().equals(call.trace())
                    || (line.isPrint()
                        && line.number() >= call.firstLine()
                        && line.number() < end
                        && call.sent().isPresent()))
        .toList();
  }

  private long nextBegin(ConsoleCall call) {
    return calls.stream()
        .filter(each -> each.id() > call.id())
        .mapToLong(ConsoleCall::firstLine)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
