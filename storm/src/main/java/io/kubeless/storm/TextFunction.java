package io.kubeless.storm;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Behaves as the first word of an event requires, and writes each call to a file. */
public final class TextFunction implements Handler<Event, Context> {
  private static final Path CALLS = Path.of("calls");

  @Override
  public Object handle(Event event, Context context) throws Exception {
    String[] words = event.text().split(" ", 3);
    write("start " + event.id() + " " + context.attempt());
    switch (words[0]) {
      case "throw" -> throw new IllegalStateException("broken");
      case "refuse" -> throw new HttpException(422, "never");
      case "error" -> throw new StackOverflowError("deep");
      case "halt" -> Runtime.getRuntime().halt(137);
      case "sleep" -> Thread.sleep(Long.parseLong(words[1]));
      case "await" -> { // a file in the directory of the process
        while (!Files.exists(Path.of(words[1]))) {
          Thread.sleep(20);
        }
      }
      case "hang" -> {
        while (true) {
          try {
            Thread.sleep(1000);
          } catch (InterruptedException e) {
            write("interrupted " + event.id());
          }
        }
      }
      default -> {
        // An event that is processed at once.
      }
    }
    write("done " + event.id() + " " + event.bytes().length);
    return "";
  }

  private static void write(String line) throws Exception {
    Files.writeString(CALLS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
