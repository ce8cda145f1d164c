package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.StoredMessage;
import io.kubeless.runtime.source.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + ID + "-00f067aa0ba902b7-01",
        "cc-" + ID + "-00f067aa0ba902b7-01-what-the-future-brings",
        "cc-" + ID + "-00f067aa0ba902b7-00"
      })
  void theTraceOfTheSenderIsContinued(String header) {
    assertThat(TraceParent.traceId(Optional.of(header))).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-" + ID + "-00f067aa0ba902b7",
        "00-" + ID + "-00f067aa0ba902b7-01-more",
        "ff-" + ID + "-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-" + ID + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "0-" + ID + "-00f067aa0ba902b7-01",
        "cc-" + ID + "-00f067aa0ba902b7-01x",
        "cc_" + ID + "-00f067aa0ba902b7-01",
        "00-" + ID + "_00f067aa0ba902b7-01",
        "00-" + ID + "-00f067aa0ba902b7_01",
        "00-" + ID + "-00f067aa0ba902g7-01",
        "00-" + ID + "-00f067aa0ba902b7-0g"
      })
  void anInvalidHeaderStartsANewTrace(String header) {
    String first = TraceParent.traceId(Optional.of(header));
    assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(ID);
    assertThat(TraceParent.traceId(Optional.empty())).isNotEqualTo(first);
  }

  private static ReceivedMessage message(String id, int attempt, List<String> sent) {
    return new StoredMessage(
        id,
        Instant.EPOCH,
        "kafkatrigger.kubeless.io",
        sent.isEmpty() ? Map.of() : Map.of("traceparent", sent),
        new byte[0],
        attempt,
        new ReceivedMessage.Binding("ce_", false, false));
  }

  @Test
  void allDeliveriesOfAMessageHaveTheSameTrace() {
    String id = TraceParent.traceId(message("orders:0:7", 1, List.of()));
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(TraceParent.traceId(message("orders:0:7", 2, List.of("malformed")))).isEqualTo(id);
    assertThat(TraceParent.traceId(message("orders:0:8", 1, List.of()))).isNotEqualTo(id);
  }

  @Test
  void theTraceOfAMessageIsThatOfItsLastSender() {
    String sent = "00-" + ID + "-00f067aa0ba902b7-01";
    assertThat(TraceParent.traceId(message("orders:0:7", 1, List.of("00-other", sent))))
        .isEqualTo(ID);
  }
}
