package io.kubeless.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source, the real compiler, and what the function's author reads. */
class CompilationTest {
  private static final String HANDLER =
      """
      package com.acme;
      import io.kubeless.function.*;
      public final class Hello implements Handler<Event, Context> {
        @Override public String handle(Event event, Context context) { return "hello " + event.text(); }
      }
      """;

  private static final String UPSTREAM =
      """
      package io.kubeless;
      public class Foo {
        public String bar(io.kubeless.Event event, io.kubeless.Context context) {
          return context.functionName + " " + event.Data;
        }
      }
      """;

  @TempDir Path directory;
  private Volume volume;

  @BeforeEach
  void create() throws Exception {
    volume = Volume.create(directory);
  }

  private String descriptor() throws Exception {
    return Files.readString(volume.directory().resolve("function.properties"));
  }

  @Test
  void aHandlerIsNamedByItsPackageWithUnderscores() throws Exception {
    assertThat(volume.with("com_acme_Hello.java", HANDLER).compiled("com_acme_Hello.handle"))
        .isEqualTo("0\n");
    assertThat(descriptor()).isEqualTo("handler=com.acme.Hello\n");
  }

  @Test
  void aHandlerIsNamedByItsClassAlone() throws Exception {
    assertThat(volume.with("Hello.java", HANDLER).compiled("Hello.handle")).isEqualTo("0\n");
    assertThat(descriptor()).startsWith("handler=com.acme.Hello\n");
  }

  @Test
  void theTypeOfTheInputIsInTheDescriptor() throws Exception {
    volume.with(
        "Sum.java",
        """
        import io.kubeless.function.*;
        import java.util.List;
        public final class Sum implements TypedHandler<List<Sum.Number>, Sum.Number> {
          public record Number(int value) {}
          @Override public Number apply(List<Number> all, Context context) {
            return new Number(all.stream().mapToInt(Number::value).sum());
          }
        }
        """);
    assertThat(volume.compiled("Sum.apply")).isEqualTo("0\n");
    assertThat(descriptor())
        .isEqualTo("handler=Sum\ninput=java.util.List<Sum$Number>\nanswer=Sum$Number\n");
  }

  @Test
  void aMethodWithUpstreamsSignatureIsAdapted() throws Exception {
    assertThat(volume.with("Foo.java", UPSTREAM).compiled("Foo.bar")).isEqualTo("0\n");
    assertThat(descriptor())
        .isEqualTo(
            "handler=io.kubeless.java.UpstreamHandler\nupstream.class=io.kubeless.Foo\n"
                + "upstream.method=bar\n");
  }

  @Test
  void severalFilesAndResourcesOfAProjectAreCompiledWithoutItsTests() throws Exception {
    volume
        .with("src/main/java/com/acme/Hello.java", HANDLER.replace("\"hello \"", "Text.HELLO"))
        .with(
            "src/main/java/com/acme/Text.java",
            "package com.acme; class Text { static final String HELLO = \"hi \"; }")
        .with("src/main/resources/greeting.txt", "hi")
        .with("src/test/java/com/acme/HelloTest.java", "no Java");
    assertThat(volume.compiled("com_acme_Hello.handle")).isEqualTo("0\n");
    assertThat(volume.directory().resolve("classes/greeting.txt")).hasContent("hi");
  }

  @Test
  void errorsAreLinesWithFileLineAndMessageAndThoseOfMissingPackagesAreFirst() throws Exception {
    volume.with(
        "Hello.java",
        """
        import io.kubeless.function.*;
        import com.acme.missing.Client;
        public final class Hello implements Handler<Event, Context> {
          private int number = "text";
          @Override public String handle(Event event, Context context) {
            return new Client().call(undefined);
          }
        }
        """);
    assertThat(volume.compiled("Hello.handle"))
        .isEqualTo(
            """
            1
            Hello.java:2: package com.acme.missing does not exist
            Hello.java:4: incompatible types: java.lang.String cannot be converted to int
            Hello.java:6: cannot find symbol, symbol: variable undefined, location: class Hello
            Hello.java:6: cannot find symbol, symbol: class Client, location: class Hello""");
  }

  @Test
  void aMistakeInTheSyntaxHasItsLine() throws Exception {
    volume.with("Hello.java", "public class Hello {\n  void x( {}\n}\n");
    assertThat(volume.compiled("Hello.handle")).startsWith("1\nHello.java:2: ");
  }

  @Test
  void hundredsOfErrorsAreCutToWholeLines() throws Exception {
    volume.with("Hello.java", "class Hello {\n" + "  int a = b;\n".repeat(90) + "}\n");
    assertThat(volume.compiled("Hello.handle"))
        .hasSizeLessThanOrEqualTo(4096 + 2)
        .contains("\nHello.java:3: ")
        .matches("(?s).*and \\d+ more lines, in the log of this container");
  }

  @Test
  void aMethodThatHandlerDoesNotHaveIsAnError() throws Exception {
    assertThat(volume.with("Hello.java", HANDLER).compiled("Hello.sayHello"))
        .isEqualTo(
            "1\ncom.acme.Hello implements Handler, so the handler of the Function ends with .handle, not .sayHello");
  }

  @Test
  void aMethodThatIsMissingIsAnErrorWithTheSignature() throws Exception {
    assertThat(volume.with("Foo.java", UPSTREAM).compiled("Foo.baz"))
        .isEqualTo(
            "1\nio.kubeless.Foo neither implements io.kubeless.function.Handler, nor has it a method public String baz(io.kubeless.Event, io.kubeless.Context)");
  }

  @Test
  void aClassThatIsMissingIsAnErrorWithTheClasses() throws Exception {
    assertThat(volume.with("Foo.java", UPSTREAM).compiled("Hello.handle"))
        .isEqualTo(
            "1\nthe handler names the class Hello, which is not in the source\nthe classes are: io.kubeless.Foo");
  }

  @Test
  void aHandlerThatCannotBeConstructedIsAnErrorWithItsRemedy() throws Exception {
    assertThat(
            volume
                .with("Hello.java", HANDLER.replace("{\n  @O", "{\n  Hello(int x) {}\n  @O"))
                .compiled("Hello.handle"))
        .startsWith("1\nKUBELESS-204 com.acme.Hello has no usable constructor\n");
  }

  @Test
  void noSourceIsAnError() throws Exception {
    assertThat(volume.with("Hello.jar", "x").compiled("Hello.handle"))
        .startsWith("1\nthere is no .java file");
  }
}
