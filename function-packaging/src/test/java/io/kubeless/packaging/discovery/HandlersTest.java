package io.kubeless.packaging.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.HandlerClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "Handler<Event, Context> | handle(Event e | String | - | false",
        "Handler<Event, Context> | handle(Event e | byte[] | - | false",
        "Handler<Event, Context> | handle(Event e | java.io.InputStream | - | false",
        "Handler<Event, Context> | handle(Event e | Void | - | false",
        "Handler<Event, Context> | handle(Event e | Response<String> | - | false",
        "Handler<Event, Context> | handle(Event e | Optional<byte[]> | - | false",
        "Handler<Event, Context> | handle(Event e | java.util.concurrent.CompletionStage<Response<String>> | - | false",
        "Handler<Event, Context> | handle(Event e | Object | - | true",
        "Handler<Event, Context> | handle(Event e | Map<String, Integer> | - | true",
        "Handler<Event, Context> | handle(Event e | Response<Integer> | - | true",
        "Handler<TypedEvent<String>, Context> | handle(TypedEvent<String> e | String | java.lang.String | false",
        "Handler<TypedEvent<byte[]>, Context> | handle(TypedEvent<byte[]> e | String | byte[] | false",
        "Handler<TypedEvent<Hello.Order>, Context> | handle(TypedEvent<Hello.Order> e | String | com.acme.Hello$Order | true",
        "TypedHandler<List<Hello.Order[]>, String> | apply(List<Hello.Order[]> e | String | java.util.List<com.acme.Hello$Order[]> | true",
        "TypedHandler<String, Hello.Order> | apply(String e | Hello.Order | java.lang.String | true",
        "VoidHandler<String> | accept(String e | void | java.lang.String | false"
      })
  void typesAreReadFromTheClassFile(
      String type, String method, String returned, String input, boolean json) throws IOException {
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
                json,
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
            new HandlerClass("com.acme.Orders", Optional.of("com.acme.Order"), true, 17));
    assertThat(handlers.classes()).isEqualTo(4);
  }

  @Test
  void handlersAreSortedByNameAndNestedLocalAndAnonymousOnesAreToldApart() throws IOException {
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
  void annotationsAreReadWithWhatTheySay() throws IOException {
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
}
