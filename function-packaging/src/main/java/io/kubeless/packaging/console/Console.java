package io.kubeless.packaging.console;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Wording;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The page of a function that runs on this machine. Whoever starts the function passes on the lines
 * of its output, and replaces the function or the problem when they change:
 *
 * <pre>{@code
 * try (Console console = Console.start(OptionalInt.empty(), Wording.NEUTRAL)) {
 *   LocalProcess process = LocalProcess.start(function, files, jdk, settings, console::line);
 *   process.awaitReady();
 *   console.function(new ConsoleFunction(configured, local, process.port(), publisher));
 * }
 * }</pre>
 */
public final class Console implements AutoCloseable {
  /** The port, if none is configured; the next ones are used if it is not free. */
  public static final int DEFAULT_PORT = 8090;

  private static final int ATTEMPTS = 10;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int CONNECTIONS = 64;

  private final CallHistory history = new CallHistory();
  private final EventSender sender;
  private final ExecutorService threads = Executors.newCachedThreadPool(Console::thread);
  private final HttpServer server;
  private volatile Optional<ConsoleFunction> function = Optional.empty();
  private volatile String problem = "";
  private volatile long version;

  private Console(int port, Wording wording) throws IOException {
    this.sender = new EventSender(history, wording);
    this.server =
        HttpServer.start(
            "console",
            new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port),
            new ConsoleRequests(this),
            Limits.DEFAULT.withConnections(CONNECTIONS),
            MemoryBudget.ofHeap(),
            threads);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "console");
    thread.setDaemon(true);
    thread.setContextClassLoader(Console.class.getClassLoader());
    return thread;
  }

  /**
   * Listens on the loopback interface.
   *
   * @param port 0 for any free port; if absent, a free one from {@link #DEFAULT_PORT} on
   * @throws ProblemException if the port is not free
   */
  public static Console start(OptionalInt port, Wording wording) {
    int first = port.orElse(DEFAULT_PORT);
    int last = port.isPresent() ? first : first + ATTEMPTS - 1;
    for (int each = first; ; each++) {
      try {
        return new Console(each, wording);
      } catch (IOException e) {
        if (each == last) {
          throw new ProblemException(
              Problem.of(ErrorCode.CONSOLE_PORT, "The console cannot listen on port %s", each)
                  .at("%s", setting("console"))
                  .because(Message.verbatim(String.valueOf(e.getMessage())))
                  .remedy(
                      "choose another port: %s selects a free one, and %s turns the console off",
                      setting("console", "0"), setting("console", "false")),
              e);
        }
      }
    }
  }

  /** Returns the address of the page. */
  public String address() {
    return "http://127.0.0.1:" + port();
  }

  /** Adds a line of the function's output. */
  public void line(String text) {
    history.line(text);
  }

  /** Sets the function that events are sent to. */
  public synchronized void function(ConsoleFunction replacement) {
    function = Optional.of(replacement);
    problem = "";
    version++;
  }

  /** Sets why the function cannot answer, such as the errors of the compiler; empty if it can. */
  public void problem(String text) {
    problem = text;
  }

  int port() {
    return server.port();
  }

  CallHistory history() {
    return history;
  }

  EventSender sender() {
    return sender;
  }

  Optional<ConsoleFunction> function() {
    return function;
  }

  Map<String, Object> state() {
    return ConsoleJson.state(version, problem, history.calls());
  }

  /** Stops listening. */
  @Override
  public void close() {
    server.close();
    threads.shutdownNow();
  }
}
