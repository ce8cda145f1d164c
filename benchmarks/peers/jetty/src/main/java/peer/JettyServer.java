package peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The work on Jetty, with enough threads for all callers. */
public final class JettyServer {
  private JettyServer() {}

  /** What a request for JSON contains. */
  public record Person(String name) {}

  /** What its response contains. */
  public record Greeting(String greeting) {}

  /** Loads the library only if a request needs it. */
  private static final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
  }

  public static void main(String[] arguments) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(1100);
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    }
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server);
    connector.setPort(Integer.parseInt(arguments[0]));
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new Work());
    server.start();
  }

  private static final class Work extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String body = Content.Source.asString(request, StandardCharsets.UTF_8);
      byte[] answer =
          switch (request.getHttpURI().getPath()) {
            case "/json" -> {
              Person person = Json.MAPPER.readValue(body, Person.class);
              response.getHeaders().put("Content-Type", "application/json");
              yield Json.MAPPER.writeValueAsBytes(new Greeting("hello " + person.name()));
            }
            case "/sleep" -> {
              Thread.sleep(50);
              yield ("hello " + body).getBytes(StandardCharsets.UTF_8);
            }
            default -> ("hello " + body).getBytes(StandardCharsets.UTF_8);
          };
      response.getHeaders().put("Content-Length", answer.length);
      response.write(true, ByteBuffer.wrap(answer), callback);
      return true;
    }
  }
}
