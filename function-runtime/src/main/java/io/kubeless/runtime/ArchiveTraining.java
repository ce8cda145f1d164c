package io.kubeless.runtime;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.runtime.source.SourceContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Starts the runtime while the JVM records a start-up archive, and ends it. Without arguments, no
 * code of the function runs: a handler of this class answers the requests, and the classes of the
 * function are loaded but not initialised. With a file of requests, one on each line such as {@code
 * POST /orders {"id":1}}, the function itself is started and answers them.
 */
public final class ArchiveTraining {
  /** The argument for loading the classes only, which shows where the JVM takes them from. */
  public static final String LOAD = "load";

  private static final int REPETITIONS = 20;
  private static final int FAILURE = 500;
  private static final int REFUSAL = 400;
  private static final Path JAR = Path.of("app.jar");
  private static final String JACKSON = "META-INF/services/com.fasterxml.jackson.databind.";

  private ArchiveTraining() {}

  /** Answers with the text of the event. */
  private static final class Echo implements Handler<Event, Context> {
    @Override
    public String handle(Event event, Context context) {
      return "hello " + event.text();
    }
  }

  /** Runs the training, and ends with 0, or with 1 if a request was answered with 500 or above. */
  public static void main(String[] arguments) {
    System.setProperty("java.util.logging.config.class", JulConfiguration.class.getName());
    JsonLog log = JsonLog.process();
    UncaughtExceptions.logTo(log);
    System.exit(run(arguments, log));
  }

  private static int run(String[] arguments, JsonLog log) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    try {
      ClassLoader loader = ArchiveTraining.class.getClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      Class.forName(RuntimeContract.MAIN_CLASS, true, loader);
      Descriptor descriptor = Descriptor.read(Path.of(RuntimeContract.DESCRIPTOR));
      ChannelProvider.choose(descriptor);
      ArchivedClasses.load(JAR, descriptor.handler());
      if (arguments.length > 0 && arguments[0].equals(LOAD)) {
        return 0;
      }
      EventSources.find(
          descriptor, context(log), loader); // without variables, none connects to a broker
      environment.put(RuntimeContract.FUNC_PORT, "0");
      environment.put(RuntimeContract.MANAGEMENT_PORT, String.valueOf(freePort()));
      environment.put(RuntimeContract.PROBES_ON_FUNCTION_PORT, "true");
      return arguments.length == 0
          ? withoutTheFunction(environment, loader, log)
          : withTheFunction(
              descriptor, environment, loader, log, Files.readAllLines(Path.of(arguments[0])));
    } catch (Throwable e) { // an Error also fails the training
      return FailedStart.report(e, environment, log);
    }
  }

  private static int withoutTheFunction(
      Map<String, String> environment, ClassLoader loader, JsonLog log) throws Exception {
    bindJson(loader);
    LoadedFunction echo =
        new LoadedFunction(new Echo(), Optional.empty(), Optional.empty(), Optional.empty());
    FunctionProcess process = start(environment, echo, log);
    for (int i = 0; i < REPETITIONS; i++) {
      TrainingRequest.parse("POST / {\"name\":\"world\"}").send(process.port());
      TrainingRequest.parse("GET /").send(process.port());
    }
    probe(process);
    return 0;
  }

  private static int withTheFunction(
      Descriptor descriptor,
      Map<String, String> environment,
      ClassLoader loader,
      JsonLog log,
      List<String> requests)
      throws Exception {
    LoadedFunction function = LoadedFunction.load(descriptor, loader);
    FunctionProcess process = start(environment, function, log);
    for (String line : requests) {
      for (int i = 0; i < REPETITIONS; i++) {
        int status = TrainingRequest.parse(line).send(process.port());
        if (status >= FAILURE) {
          System.err.println("failed " + status + " " + line);
          return 1;
        }
        if (status >= REFUSAL && i == 0) {
          System.err.println("refused " + status + " " + line);
        }
      }
    }
    probe(process);
    return 0;
  }

  private static FunctionProcess start(
      Map<String, String> environment, LoadedFunction function, JsonLog log) throws Exception {
    Settings settings = Settings.from(environment);
    FunctionProcess process =
        FunctionProcess.start(
            settings, function, List.of(), log, CallThreads.create(Runtime.version().feature()));
    Main.serve(process, settings, environment, log, EndOfInput.watch(environment));
    return process;
  }

  private static SourceContext context(JsonLog log) {
    return new SourceContext(
        Map.of(),
        "training",
        Duration.ofSeconds(1),
        1,
        new FunctionLogger("training", log),
        new Messages(),
        Runnable::run,
        new RequestedEnd(Map.of(), log));
  }

  private static void probe(FunctionProcess process) throws IOException {
    for (String path : List.of(RuntimeContract.READINESS_PATH, RuntimeContract.METRICS_PATH)) {
      TrainingRequest.parse("GET " + path).send(process.port());
    }
  }

  /** Reads and writes JSON, unless that would run code of the function. */
  private static void bindJson(ClassLoader loader) throws IOException {
    URL module = loader.getResource(JACKSON + "Module");
    if (loader.getResource(JACKSON + "ObjectMapper") != null
        || (module != null && module.getPath().contains(JAR + "!"))) {
      return;
    }
    Optional<Binding> found = ServiceLoader.load(Binding.class, loader).findFirst();
    if (found.isPresent()) {
      byte[] json = "{\"name\":\"world\",\"size\":[1,2.5,true]}".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < REPETITIONS; i++) {
        found.get().write(found.get().read(json, Map.class), null);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
