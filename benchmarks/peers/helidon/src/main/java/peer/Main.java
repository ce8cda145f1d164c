package peer;

import io.helidon.config.Config;
import io.helidon.logging.common.LogConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import jakarta.json.Json;
import jakarta.json.JsonObject;

/** The work as a Helidon SE application, set up like its quickstart. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    LogConfig.configureRuntime();
    Config config = Config.create();
    WebServer.builder()
        .config(config.get("server"))
        .routing(Main::routing)
        .build()
        .start();
  }

  private static void routing(HttpRouting.Builder routing) {
    routing.post("/hello", Main::hello).post("/sleep", Main::sleep).post("/json", Main::json);
  }

  private static void hello(ServerRequest request, ServerResponse response) {
    response.send("hello " + request.content().as(String.class));
  }

  private static void sleep(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    Thread.sleep(50);
    hello(request, response);
  }

  private static void json(ServerRequest request, ServerResponse response) {
    String name = request.content().as(JsonObject.class).getString("name");
    response.send(Json.createObjectBuilder().add("greeting", "hello " + name).build());
  }
}
