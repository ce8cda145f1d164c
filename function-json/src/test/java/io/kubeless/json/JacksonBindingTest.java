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

  @Test
  void aTypeWithArgumentsIsReadAsSuch() throws Exception {
    java.lang.reflect.Type type = Orders.class.getMethod("orders").getGenericReturnType();
    Object orders = binding.read("[{\"id\":\"a\"}]".getBytes(StandardCharsets.UTF_8), type);

    assertThat(orders).isEqualTo(java.util.List.of(new Order("a", 0, Optional.empty(), null)));
  }

  public interface Orders {
    java.util.List<Order> orders();
  }

  @Test
  void hostileBodiesAreRefusedAndNeverMakeAnythingElse() {
    for (String body :
        new String[] {
          "[".repeat(100_000),
          "{\"count\":" + "9".repeat(1_000_000) + "}",
          "{\"id\":\"\u0000",
          "{\"@class\":\"javax.script.ScriptEngineManager\",\"count\":\"x\"}",
          "{\"id\":\"a\"}{\"id\":\"b\"}"
        }) {
      assertThatThrownBy(() -> read(body))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the body is not JSON for Order");
    }
    assertThatThrownBy(() -> binding.read(new byte[] {'"', (byte) 0xff, '"'}, String.class))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theServiceLoaderFindsIt() {
    assertThat(
            java.util.ServiceLoader.load(
                    io.kubeless.runtime.Binding.class, JacksonBindingTest.class.getClassLoader())
                .findFirst())
        .get()
        .isInstanceOf(JacksonBinding.class);
  }
}
