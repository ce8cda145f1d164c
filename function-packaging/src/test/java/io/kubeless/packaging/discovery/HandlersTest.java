package io.kubeless.packaging.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.RuntimePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandlersTest {
  @TempDir Path directory;

  private HandlerClass only(String text) throws IOException {
    Handlers handlers = new ProjectFixture(directory).source("Hello", text).handlers();
    assertThat(handlers.found()).hasSize(1);
    return handlers.found().get(0).handler();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Handler<Event, Context> | handle(Event e | Response<List<? extends Hello.Order>> | - | java.util.List<com.acme.Hello$Order> | true",
        "Handler<Event, Context> | handle(Event e | java.util.concurrent.CompletableFuture<Optional<Hello.Order[]>> | - | com.acme.Hello$Order[] | true",
        "Handler<Event, Context> | handle(Event e | List<?> | - | java.util.List<java.lang.Object> | true",
        "Handler<Event, Context> | handle(Event e | String | - | - | false",
        "Handler<Event, Context> | handle(Event e | byte[] | - | - | false",
        "Handler<Event, Context> | handle(Event e | java.io.InputStream | - | - | false",
        "Handler<Event, Context> | handle(Event e | Void | - | - | false",
        "Handler<Event, Context> | handle(Event e | Response<String> | - | - | false",
        "Handler<Event, Context> | handle(Event e | Optional<byte[]> | - | - | false",
        "Handler<Event, Context> | handle(Event e | java.util.concurrent.CompletionStage<Response<String>> | - | - | false",
        "Handler<Event, Context> | handle(Event e | Object | - | - | true",
        "Handler<Event, Context> | handle(Event e | Map<String, Integer> | - | java.util.Map<java.lang.String,java.lang.Integer> | true",
        "Handler<Event, Context> | handle(Event e | Response<Integer> | - | java.lang.Integer | true",
        "Handler<TypedEvent<String>, Context> | handle(TypedEvent<String> e | String | java.lang.String | - | false",
        "Handler<TypedEvent<byte[]>, Context> | handle(TypedEvent<byte[]> e | String | byte[] | - | false",
        "Handler<TypedEvent<Hello.Order>, Context> | handle(TypedEvent<Hello.Order> e | String | com.acme.Hello$Order | - | true",
        "TypedHandler<List<Hello.Order[]>, String> | apply(List<Hello.Order[]> e | String | java.util.List<com.acme.Hello$Order[]> | - | true",
        "TypedHandler<String, Hello.Order> | apply(String e | Hello.Order | java.lang.String | com.acme.Hello$Order | true",
        "VoidHandler<String> | accept(String e | void | java.lang.String | - | false"
      })
  void typesAreReadFromTheClassFile(
      String type, String method, String returned, String input, String answer, boolean json)
      throws IOException {
    String body = returned.equals("void") ? "{}" : "{ return null; }";
    HandlerClass handler =
        only(
            "public final class Hello implements "
                + type
                + " { public record Order(String item) {} public "
                + returned
                + " "
                + method
                + ", Context c) "
                + body
                + " }");

    assertThat(handler)
        .isEqualTo(
            new HandlerClass(
                "com.acme.Hello",
                input.equals("-") ? Optional.empty() : Optional.of(input),
                answer.equals("-") ? Optional.empty() : Optional.of(answer),
                json ? Set.of(RuntimePart.JSON) : Set.of(),
                17));
  }

  @Test
  void typesAreFollowedThroughSuperclassesAndInterfaces() throws IOException {
    Handlers handlers =
        new ProjectFixture(directory)
            .source("Order", "public record Order(String item) {}")
            .source("Base", "public abstract class Base<A, B> implements Typed<B, A> {}")
            .source("Typed", "public interface Typed<X, Y> extends TypedHandler<X, Y> {}")
            .source(
                "Orders",
                "public class Orders extends Base<String, Order> { public String apply(Order o, Context c) { return null; } }")
            .handlers();

    assertThat(handlers.found())
        .extracting(FoundHandler::handler)
        .containsExactly(
            new HandlerClass(
                "com.acme.Orders",
                Optional.of("com.acme.Order"),
                Optional.empty(),
                Set.of(RuntimePart.JSON),
                17));
    assertThat(handlers.classes()).isEqualTo(4);
  }

  @Test
  void handlersAreSortedByNameAndLocalAndAnonymousClassesAreExcluded() throws IOException {
    String body = " { public String handle(Event e, Context c) { return null; } }";
    Handlers handlers =
        new ProjectFixture(directory)
            .source("Zebra", "public class Zebra implements Handler<Event, Context>" + body)
            .source(
                "Apes",
                "public class Apes { public static class Ape implements Handler<Event, Context>"
                    + body
                    + " Object anonymous = new Handler<Event, Context>()"
                    + body
                    + "; void m() { class Local implements Handler<Event, Context>"
                    + body
                    + " } }")
            .handlers();

    assertThat(handlers.found().stream().map(each -> each.handler().name()).toList())
        .isEqualTo(List.of("com.acme.Apes$Ape", "com.acme.Zebra"));
    assertThat(handlers.found().get(0).place()).isEqualTo("com.acme.Apes$Ape (Apes.java)");
  }

  @Test
  void annotationsAreReadWithTheirValues() throws IOException {
    Handlers handlers =
        new ProjectFixture(directory)
            .source(
                "Hello",
                "@KubelessFunction(name = \"hi\", concurrency = 5) @HttpTrigger(path = \"/a\")"
                    + " @HttpTrigger(path = \"/b\") public class Hello implements Handler<Event,"
                    + " Context> { public String handle(Event e, Context c) { return null; } }")
            .handlers();

    assertThat(handlers.found().get(0).annotations().toString())
        .isEqualTo(
            "[FoundAnnotation[type=io.kubeless.function.KubelessFunction, values={name=hi,"
                + " concurrency=5}],"
                + " FoundAnnotation[type=io.kubeless.function.HttpTriggers,"
                + " values={value=[FoundAnnotation[type=io.kubeless.function.HttpTrigger,"
                + " values={path=/a}], FoundAnnotation[type=io.kubeless.function.HttpTrigger,"
                + " values={path=/b}]]}]]");
  }

  private static final String GREETING =
      "public final class Greeting { public Greeting(String type, String name) {} }";
  private static final String TAKES_GREETING =
      "public final class Hello implements TypedHandler<Greeting, String> { public String"
          + " apply(Greeting in, Context c) { return null; } }";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public record Greeting(String type, List<Greeting> replies, java.time.ZoneId zone) {}",
        "public class Greeting { private Greeting() {} private Object lock; }",
        "public class Greeting { public Greeting(String text) {} }",
        "public class Greeting { private Greeting(int a, int b) {} public static Greeting"
            + " fromString(String s) { return null; } }",
        "public enum Greeting { HI }",
        "public class Greeting { @java.beans.ConstructorProperties({\"a\", \"b\"}) public"
            + " Greeting(int a, int b) {} }",
        "@com.fasterxml.jackson.annotation.JsonTypeInfo(use ="
            + " com.fasterxml.jackson.annotation.JsonTypeInfo.Id.NAME) public interface Greeting"
            + " {}",
        "public class Greeting { public Greeting("
            + "@com.fasterxml.jackson.annotation.JsonProperty(\"a\") String a,"
            + " @com.fasterxml.jackson.annotation.JsonProperty(\"b\") String b) {} }",
        "public class Greeting { private Runnable callback; public Runnable getCallback() { return"
            + " callback; } }"
      })
  void typesThatJacksonCanReadAreAccepted(String greeting) throws IOException {
    Handlers handlers =
        new ProjectFixture(directory)
            .source("Greeting", greeting)
            .source("Hello", TAKES_GREETING)
            .handlers();
    assertThat(handlers.found().get(0).handler().input()).contains("com.acme.Greeting");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.fasterxml.jackson.databind.Module",
        "com.fasterxml.jackson.databind.ObjectMapper"
      })
  void withAModuleOrAMapperOfItsOwnAProjectMayReadAnything(String service) throws IOException {
    ProjectFixture fixture =
        new ProjectFixture(directory).source("Greeting", GREETING).source("Hello", TAKES_GREETING);
    Path services = Files.createDirectories(fixture.classes().resolve("META-INF/services"));
    Files.writeString(services.resolve(service), "# ours\ncom.acme.Ours\n");

    assertThat(fixture.handlers().found()).hasSize(1);
  }
}
