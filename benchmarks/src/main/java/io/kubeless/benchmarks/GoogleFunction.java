package io.kubeless.benchmarks;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The work as a function of functions-framework-java. */
public final class GoogleFunction implements HttpFunction {
  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    response.getOutputStream().write(Work.answer(request.getPath(), body).getBytes(StandardCharsets.UTF_8));
  }
}
