import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Stores the body of each PUT as a file in the directory thumbnails: {@code java Store.java}. */
public class Store {
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of("thumbnails"));
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 8000), 0);
    server.createContext(
        "/",
        exchange -> {
          Path name = Path.of(exchange.getRequestURI().getPath()).getFileName();
          Path file = directory.resolve(name.toString());
          Files.copy(exchange.getRequestBody(), file, StandardCopyOption.REPLACE_EXISTING);
          System.out.println("stored " + file);
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
  }
}
