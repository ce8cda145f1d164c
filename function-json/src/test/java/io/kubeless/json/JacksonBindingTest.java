package io.kubeless.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JacksonBindingTest {
  private final JacksonBinding binding = new JacksonBinding();

  public record Order(String id, int count, Optional<String> note, Instant at) {}

  @Test
  void aRecordIsReadAndUnknownMembersAreIgnored() throws IOException {
    Object order =
        read("{\"id\":\"a\",\"count\":2,\"note\":\"x\",\"at\":\"2026-01-02T03:04:05Z\",\"new\":1}");

    assertThat(order)
        .isEqualTo(new Order("a", 2, Optional.of("x"), Instant.parse("2026-01-02T03:04:05Z")));
  }

  @Test
  void aTimeIsWrittenAsText() throws IOException {
    byte[] json = binding.write(new Order("a", 2, Optional.empty(), Instant.EPOCH));

    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"a\",\"count\":2,\"note\":null,\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void anErrorSaysWhereAndNotWhat() {
    assertThatThrownBy(() -> read("{\"count\":\n  \"secret\"}"))
        .isInstanceOf(IOException.class)
        .hasMessage("the body is not JSON for Order, at .count, line 2, column 3");
    assertThatThrownBy(() -> read("{} trailing"))
        .hasMessageStartingWith("the body is not JSON for Order")
        .hasMessageNotContaining("trailing");
    assertThatThrownBy(() -> read("")).hasMessage("a body is expected: JSON for Order");
    assertThatThrownBy(() -> read("null")).hasMessage("the body is null, and no Order");
  }

  private Object read(String json) throws IOException {
    return binding.read(json.getBytes(StandardCharsets.UTF_8), Order.class);
  }
}
