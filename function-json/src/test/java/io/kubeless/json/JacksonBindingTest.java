package io.kubeless.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.kubeless.function.HttpException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    byte[] json = binding.write(new Order("a", 2, Optional.empty(), Instant.EPOCH), null);

    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo("{\"id\":\"a\",\"count\":2,\"note\":null,\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void anErrorReportsTheLocationButNotTheContent() {
    assertThatThrownBy(() -> read("{\"count\":\n  \"secret\"}"))
        .isInstanceOf(IOException.class)
        .hasMessage("the body is not JSON for Order, at .count, line 2, column 3");
    assertThatThrownBy(() -> read("{} trailing"))
        .hasMessageStartingWith("the body is not JSON for Order")
        .hasMessageNotContaining("trailing");
    assertThatThrownBy(() -> read("")).hasMessage("a body is expected: JSON for Order");
    assertThatThrownBy(() -> read("null"))
        .hasMessage("the body is null, but JSON for Order is expected");
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

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
  public interface Shape {}

  public record Circle(double r) implements Shape {}

  public record Page<T>(List<T> items) {}

  public interface Declared {
    List<Shape> list();

    Map<String, Shape> map();

    Page<Shape> page();

    Paged<Shape> paged();

    List<Shape>[] array();

    Shape shape();
  }

  private String written(Object value, String declaration) throws Exception {
    return new String(
        binding.write(value, Declared.class.getMethod(declaration).getGenericReturnType()),
        StandardCharsets.UTF_8);
  }

  @Test
  void aValueIsWrittenWithTheTypeArgumentsThatTheHandlerDeclares() throws Exception {
    Circle circle = new Circle(1);
    String json = "{\"kind\":\"circle\",\"r\":1.0}";
    assertThat(written(List.of(circle), "list")).isEqualTo("[" + json + "]");
    assertThat(written(new ArrayList<>(List.of(circle)), "list")).isEqualTo("[" + json + "]");
    assertThat(written(Map.of("a", circle), "map")).isEqualTo("{\"a\":" + json + "}");
    assertThat(written(new Page<>(List.of(circle)), "page"))
        .isEqualTo("{\"items\":[" + json + "]}");
    assertThat(written(new List<?>[] {List.of(circle)}, "array")).isEqualTo("[[" + json + "]]");
    assertThat(written(circle, "shape")).isEqualTo(json);
    assertThat(written("other", "list")).isEqualTo("\"other\"");
  }

  @Test
  void aSubclassIsWrittenWithItsOwnMembers() throws Exception {
    assertThat(written(new Numbered(), "paged")).isEqualTo("{\"items\":[],\"number\":7}");
  }

  public static class Paged<T> {
    public List<T> items = List.of();
  }

  public static class Numbered extends Paged<Shape> {
    public int number = 7;
  }

  @Test
  void durationsAreTextAndAnOffsetStays() throws Exception {
    assertThat(new String(binding.write(Duration.ofMinutes(1), null), StandardCharsets.UTF_8))
        .isEqualTo("\"PT1M\"");
    OffsetDateTime time = OffsetDateTime.parse("2026-01-02T03:04:05+02:00");
    Object read = binding.read(bytes("\"2026-01-02T03:04:05+02:00\""), OffsetDateTime.class);
    assertThat(read).isEqualTo(time).hasToString(time.toString());
  }

  @Test
  void aNumberThatItsTypeCannotHaveIsRefused() throws Exception {
    for (Class<?> type : List.of(int.class, Long.class, Object.class, double[].class)) {
      String body = type == double[].class ? "[1e400]" : type == Object.class ? "1e400" : "1.9";
      assertThatThrownBy(() -> binding.read(bytes(body), type))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the body is not JSON for");
    }
    assertThatThrownBy(() -> binding.read(bytes("1e400"), double.class))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> binding.read(bytes("1e40"), float.class))
        .isInstanceOf(IOException.class);
    assertThat(binding.read(bytes("1e400"), BigDecimal.class)).isEqualTo(new BigDecimal("1e400"));
    assertThat(binding.read(bytes("1.9"), double.class)).isEqualTo(1.9);
  }

  public record Measure(
      double d, Float f, double[] all, BigDecimal exact, @JsonUnwrapped Limits limits)
      implements Measured {}

  public static final class Limits {
    public double least;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Measure.class, name = "measure"))
  public interface Measured {}

  @Test
  void aNumberThatItsTypeCannotHaveIsRefusedAlsoWhereJacksonBuffersIt() throws Exception {
    for (String member :
        List.of("\"d\":1e400", "\"f\":1e40", "\"all\":[0,-1e400]", "\"least\":1e400")) {
      for (JacksonBinding each : List.of(binding, new JacksonBinding(new ObjectMapper()))) {
        String body = "{" + member + ",\"kind\":\"measure\"}";
        assertThatThrownBy(() -> each.read(bytes(body), Measured.class), body)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("the body is not JSON for Measured");
      }
    }
    String body = "{\"d\":1e300,\"exact\":1e400,\"kind\":\"measure\"}";
    Measure measure = (Measure) binding.read(bytes(body), Measured.class);
    assertThat(measure.d()).isEqualTo(1e300);
    assertThat(measure.exact()).isEqualTo(new BigDecimal("1e400"));
  }

  /** A class whose only constructor has parameters without known names. */
  public static final class Greeting {
    private final String type;
    private final String name;

    public Greeting(String type, String name) {
      this.type = type;
      this.name = name;
    }

    public String text() {
      return type + " " + name;
    }
  }

  public record Holder(Runnable action) {}

  @Test
  void aClassThatNoBodyCanBecomeIsTheFunctionsFaultAndNotTheBodys() {
    assertThatThrownBy(() -> binding.read(bytes("{\"type\":\"hi\"}"), Greeting.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            Greeting.class.getName()
                + " cannot be made from JSON: make it a record, give it a constructor without"
                + " parameters or one with @JsonCreator, or put a Jackson module that can read it on"
                + " the class path");
    assertThatThrownBy(() -> binding.read(bytes("{\"action\":{}}"), Holder.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("java.lang.Runnable cannot be made from JSON");
  }

  public record Quantity(int count) {
    public Quantity {
      if (count < 1) {
        throw new HttpException(422, "count must be 1 or more");
      }
    }
  }

  @Test
  void aConstructorMayRefuseAValueWithAStatusOfItsOwn() {
    assertThatThrownBy(() -> binding.read(bytes("{\"count\":0}"), Quantity.class))
        .isInstanceOf(HttpException.class)
        .hasMessage("count must be 1 or more");
  }

  /** A module of the function's project. */
  public static final class GreetingModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public GreetingModule() {
      addDeserializer(
          Greeting.class,
          new StdDeserializer<>(Greeting.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Greeting deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
              return new Greeting("read", parser.getText());
            }
          });
    }
  }

  /** A mapper of the function's project. */
  public static final class OwnMapper extends JsonMapper {
    private static final long serialVersionUID = 1L;

    public OwnMapper() {
      setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE);
    }
  }

  private static URLClassLoader withService(Path directory, Class<?> service, Class<?> provider)
      throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(service.getName()), provider.getName() + "\n");
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, JacksonBindingTest.class.getClassLoader());
  }

  @Test
  void jacksonModulesOnTheClassPathAreRegistered(@TempDir Path directory) throws Exception {
    try (URLClassLoader loader = withService(directory, Module.class, GreetingModule.class)) {
      JacksonBinding own = new JacksonBinding(Mappers.find(loader));
      Greeting greeting = (Greeting) own.read(bytes("\"Duke\""), Greeting.class);
      assertThat(greeting.text()).isEqualTo("read Duke");
      assertThat(own.read(bytes("\"PT1M\""), Duration.class)).isEqualTo(Duration.ofMinutes(1));
    }
  }

  @Test
  void theFunctionsOwnMapperIsUsedAsItIs(@TempDir Path directory) throws Exception {
    try (URLClassLoader loader = withService(directory, ObjectMapper.class, OwnMapper.class)) {
      byte[] json = new JacksonBinding(Mappers.find(loader)).write(new Circle(1), null);
      assertThat(new String(json, StandardCharsets.UTF_8))
          .isEqualTo("{\"kind\":\"circle\",\"R\":1.0}");
    }
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
