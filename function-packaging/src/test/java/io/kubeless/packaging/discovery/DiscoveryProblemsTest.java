package io.kubeless.packaging.discovery;

import io.kubeless.packaging.GoldenFiles;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages for all classes that cannot be handlers. */
class DiscoveryProblemsTest {
  private static final String[][] CASES = {
    {"no class", "", ""},
    {"no handler", "Hello", "public class Hello {}"},
    {
      "a lambda",
      "Wiring",
      "public class Wiring { Handler<Event, Context> hello = (e, c) -> \"hi\"; }"
    },
    {
      "a method reference",
      "Wiring",
      "public class Wiring { Object h() { Handler<Event, Context> hello = this::hi; return hello; } Object hi(Event e, Context c) { return 1; } }"
    },
    {
      "a class that is not public",
      "Hello",
      "final class Hello implements Handler<Event, Context> { public String handle(Event e, Context c) { return null; } }"
    },
    {
      "a constructor with parameters",
      "Hello",
      "public class Hello implements Handler<Event, Context> { public Hello(int i) {} public String handle(Event e, Context c) { return null; } }"
    },
    {
      "an inner class",
      "Outer",
      "public class Outer { public class Hello implements Handler<Event, Context> { public String handle(Event e, Context c) { return null; } } }"
    },
    {
      "a private constructor",
      "Hello",
      "public class Hello implements Handler<Event, Context> { private Hello() {} public String handle(Event e, Context c) { return null; } }"
    },
    {
      "a context of its own",
      "Hello",
      "public class Hello implements Handler<Event, Hello.Mine> { public interface Mine extends Context {} public String handle(Event e, Mine c) { return null; } }"
    },
    {
      "an event of its own",
      "Hello",
      "public class Hello implements Handler<Hello.Mine, Context> { public interface Mine extends Event {} public String handle(Mine e, Context c) { return null; } }"
    },
    {
      "a raw handler",
      "Hello",
      "@SuppressWarnings(\"rawtypes\") public class Hello implements Handler { public Object handle(Event e, Context c) { return null; } }"
    },
    {
      "a raw event",
      "Hello",
      "@SuppressWarnings(\"rawtypes\") public class Hello implements Handler<TypedEvent, Context> { public String handle(TypedEvent e, Context c) { return null; } }"
    },
    {
      "a type variable",
      "Hello",
      "public class Hello<T> implements TypedHandler<T, String> { public String apply(T t, Context c) { return null; } }"
    },
    {
      "a wildcard",
      "Hello",
      "public class Hello implements TypedHandler<List<? extends Number>, String> { public String apply(List<? extends Number> t, Context c) { return null; } }"
    },
    {
      "an abstract type",
      "Hello",
      "public class Hello implements TypedHandler<Hello.Shape, String> { public interface Shape {} public String apply(Shape t, Context c) { return null; } }"
    },
    {
      "a type of the JDK without data",
      "Hello",
      "public class Hello implements TypedHandler<java.io.InputStream, String> { public String apply(java.io.InputStream t, Context c) { return null; } }"
    },
    {
      "no input at all",
      "Hello",
      "public class Hello implements TypedHandler<Void, String> { public String apply(Void t, Context c) { return null; } }"
    },
    {
      "a class with a constructor of arguments alone",
      "Hello",
      "public class Hello implements TypedHandler<Hello.Greeting, String> { public static class Greeting { public Greeting(String type, String name) {} } public String apply(Greeting t, Context c) { return null; } }"
    },
    {
      "an interface in a record in a list",
      "Hello",
      "public class Hello implements TypedHandler<List<Hello.Order>, String> { public interface Shape {} public record Box<T>(T value) {} public record Order(String item, Box<Shape> box) {} public String apply(List<Order> t, Context c) { return null; } }"
    },
    {
      "a setter of a type without data",
      "Hello",
      "public class Hello implements TypedHandler<Hello.Order, String> { public static class Order { private Runnable action; public void setAction(Runnable action) {} } public String apply(Order t, Context c) { return null; } }"
    },
    {
      "an inner class as input",
      "Hello",
      "public class Hello implements TypedHandler<Hello.Order, String> { public class Order {} public String apply(Order t, Context c) { return null; } }"
    },
  };

  @TempDir Path directory;

  @Test
  void everyClassThatCannotBeAHandlerIsReportedWithItsRemedy() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < CASES.length; i++) {
      Path project = Files.createDirectory(directory.resolve("p" + i));
      ProjectFixture fixture = new ProjectFixture(project);
      if (!CASES[i][1].isEmpty()) {
        fixture.source(CASES[i][1], CASES[i][2]);
      }
      text.append("# ").append(CASES[i][0]).append('\n');
      text.append(reported(fixture).replace(project.toString(), ".")).append("\n\n");
    }
    Path garbled = Files.createDirectories(directory.resolve("garbled/target/classes"));
    Files.write(
        garbled.resolve("Broken.class"),
        new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 99, 0, 1, 0, 0});
    text.append("# a class file of a later Java\n");
    text.append(
        reported(new ProjectFixture(directory.resolve("garbled")))
            .replace(directory.resolve("garbled").toString(), "."));
    text.append('\n');
    GoldenFiles.check(GoldenFiles.directory("problems").resolve("discovery.txt"), text.toString());
  }

  private static String reported(ProjectFixture fixture) throws IOException {
    try {
      Handlers handlers = fixture.handlers();
      return handlers.found().isEmpty()
          ? MissingHandler.of(fixture.classes(), handlers).toString()
          : "no problem, but " + handlers;
    } catch (ProblemException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
