package peer;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The work as a function of functions-framework-java. */
public final class Hello implements HttpFunction {
  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (request.getPath().equals("/sleep")) {
      Thread.sleep(50);
    }
    response.getOutputStream().write(("hello " + body).getBytes(StandardCharsets.UTF_8));
  }
}
