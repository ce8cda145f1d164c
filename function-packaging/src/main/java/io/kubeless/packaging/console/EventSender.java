package io.kubeless.packaging.console;

import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.delivery.EventTarget;
import io.kubeless.packaging.delivery.LocalCall;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Wording;
import io.kubeless.runtime.PublishRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;

/** Sends events to the function or to its brokers, each with a trace of its own. */
final class EventSender {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;
  private static final double NANOS_OF_A_MILLISECOND = 1e6;

  private final CallHistory history;
  private final Wording wording;
  private final SecureRandom random = new SecureRandom();

  EventSender(CallHistory history, Wording wording) {
    this.history = history;
    this.wording = wording;
  }

  /** Sends an event, waits for the answer or until it is stored, and returns the id of the call. */
  long send(SentEvent event, ConsoleFunction function) {
    String trace = hex(TRACE_BYTES);
    String parent = "00-" + trace + "-" + hex(SPAN_BYTES) + "-01";
    long id = history.begin(event, trace).id();
    long start = System.nanoTime();
    try {
      if (event.source().isEmpty()) {
        FunctionCall.Answer answer = LocalCall.send(function.port(), request(event, parent));
        double millis = millis(start);
        history.update(id, call -> call.answered(answer, millis));
      } else {
        String place = publish(event, parent, function);
        history.update(id, call -> call.published(place));
      }
    } catch (ProblemException e) {
      double millis = millis(start);
      history.update(id, call -> call.unanswered(e.text(wording), millis));
    } catch (IOException e) {
      double millis = millis(start);
      history.update(id, call -> call.unanswered(String.valueOf(e.getMessage()), millis));
    }
    return id;
  }

  private static FunctionCall request(SentEvent event, String parent) {
    return event.request(
        UUID.randomUUID().toString(), Instant.now().truncatedTo(ChronoUnit.SECONDS), parent);
  }

  private static String publish(SentEvent event, String parent, ConsoleFunction function)
      throws IOException {
    EventTarget target =
        EventTarget.find(function.function(), event.source(), Origin.of("the console"));
    return function
        .publisher()
        .publish(
            function.function(),
            target.secrets(),
            new PublishRequest(target.source(), event.event(parent)));
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / NANOS_OF_A_MILLISECOND;
  }

  private String hex(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] |= 1; // an id of zeros is not valid
    return HexFormat.of().formatHex(bytes);
  }
}
