package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.runtime.http.Fuzz;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.RawClient;
import io.kubeless.runtime.http.ReferenceParser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests of which most are nearly valid, for a whole function. */
class FunctionFuzzTest {
  private static final long BODY = 20_000;

  /** Uses everything that an event contains. */
  public static final class Uses implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      return List.of(event.text(), event.query(), event.headers(), event.cloudEvent(), event.id())
          .toString();
    }
  }

  @Test
  void noRequestMakesTheRuntimeFailOrAnswerTwice() throws Exception {
    try (RunningFunction function =
        RunningFunction.start(
            Uses.class,
            "",
            Map.of("KUBELESS_MAX_BODY_BYTES", "" + BODY, "KUBELESS_LOG_LEVEL", "OFF"))) {
      assertThat(
              Fuzz.run(
                  "function",
                  Fuzz.CASES / 50,
                  () -> (number, bytes) -> difference(function.port(), number, bytes)))
          .isEmpty();
      assertThat(function.get("/").statusCode()).isEqualTo(200);
    }
  }

  private static String difference(int port, long number, String bytes) throws IOException {
    if (bytes.contains("HEAD")) {
      return ""; // the lengths of its answers do not show where they end
    }
    List<String> expected = ReferenceParser.answers(bytes, Limits.DEFAULT.withBodyBytes(BODY));
    List<RawClient.Answer> answers = Fuzz.exchange(port, number, bytes);
    boolean same = answers.size() == expected.size();
    for (int i = 0; i < answers.size() && same; i++) {
      int status = answers.get(i).status();
      boolean refused = expected.get(i).matches("\\d+");
      same = refused ? expected.get(i).equals("" + status) : status < 500;
    }
    return same ? "" : "got " + answers + " instead of " + expected;
  }
}
