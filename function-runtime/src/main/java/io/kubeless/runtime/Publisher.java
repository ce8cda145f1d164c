package io.kubeless.runtime;

import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.SourceContext;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Stores one event where a trigger of the environment receives its events, and exits. It reads a
 * {@link PublishRequest} and writes one line: where the event is stored, or why it is not. The exit
 * codes are 0, {@link RuntimeContract#EXIT_CONFIGURATION}, {@link
 * RuntimeContract#EXIT_NOT_RETRYABLE} for an event that cannot be published, and {@link
 * RuntimeContract#EXIT_UNREACHABLE} for a failure that may pass.
 */
public final class Publisher {
  private Publisher() {}

  /** Publishes the event of the standard input. */
  public static void main(String[] arguments) throws IOException {
    PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // libraries may print
    int code = run(System.getenv(), PublishRequest.read(System.in), output);
    output.flush();
    System.exit(code);
  }

  static int run(Map<String, String> environment, PublishRequest request, PrintStream output) {
    try {
      output.println(source(environment, request.source()).publish(request.event()));
      return 0;
    } catch (InvalidSource e) {
      output.println(line(e));
      return RuntimeContract.EXIT_CONFIGURATION;
    } catch (IllegalArgumentException e) {
      output.println(line(e));
      return RuntimeContract.EXIT_NOT_RETRYABLE;
    } catch (IOException e) {
      output.println(line(e));
      return RuntimeContract.EXIT_UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return RuntimeContract.EXIT_UNREACHABLE;
    }
  }

  private static EventSource source(Map<String, String> environment, String name)
      throws InvalidSource {
    for (EventSource each : sources(environment, "publish")) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new InvalidSource("there is no source " + name);
  }

  /** Returns the sources of the environment, which are not started. */
  static List<EventSource> sources(Map<String, String> environment, String logger)
      throws InvalidSource {
    SourceContext context =
        new SourceContext(
            environment,
            environment.getOrDefault(RuntimeContract.FUNCTION_NAME, "function"),
            Duration.ZERO,
            1,
            System.getLogger(logger),
            new Messages(),
            Runnable::run,
            (cause, reason) -> {});
    return EventSources.find(context, Publisher.class.getClassLoader());
  }

  private static String line(Exception e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
