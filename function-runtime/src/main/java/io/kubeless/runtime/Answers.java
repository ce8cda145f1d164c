package io.kubeless.runtime;

import io.kubeless.function.Response;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Makes the response out of what a handler returned. */
final class Answers {
  private static final String JSON = "application/json";
  private final Optional<Binding> binding;

  Answers(Optional<Binding> binding) {
    this.binding = binding;
  }

  /**
   * Makes the response.
   *
   * @throws Exception what a returned stage ended with, or why the value cannot be written
   */
  HttpResponse of(@Nullable Object returned, HttpRequest request) throws Exception {
    HttpResponse response = response(returned, request);
    boolean success = response.status() < 300;
    return EventReader.isEvent(request) && success && response.status() != 200
        ? new HttpResponse(200, response.headers(), response.bytes(), response.stream())
        : response;
  }

  private HttpResponse response(@Nullable Object returned, HttpRequest request) throws Exception {
    if (returned == null) {
      return HttpResponse.of(204);
    }
    if (returned instanceof CompletionStage<?> stage) {
      return response(await(stage), request);
    }
    if (returned instanceof Optional<?> optional) {
      return optional.isPresent()
          ? response(optional.get(), request)
          : problem(404, "Not Found", "nothing was found");
    }
    if (returned instanceof Response<?> response) {
      return withHead(response, request);
    }
    return body(200, returned, request);
  }

  private static @Nullable Object await(CompletionStage<?> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof Exception exception ? exception : e;
    }
  }

  private HttpResponse withHead(Response<?> response, HttpRequest request) throws IOException {
    HttpResponse body =
        response.body().isPresent()
            ? body(response.status(), response.body().get(), request)
            : HttpResponse.of(response.status());
    List<HttpResponse.Header> headers = new ArrayList<>();
    boolean typed = response.headers().keySet().stream().anyMatch("content-type"::equalsIgnoreCase);
    for (HttpResponse.Header header : body.headers()) {
      if (!typed || !header.name().toLowerCase(Locale.ROOT).equals("content-type")) {
        headers.add(header);
      }
    }
    for (Map.Entry<String, List<String>> header : response.headers().entrySet()) {
      header.getValue().forEach(v -> headers.add(new HttpResponse.Header(header.getKey(), v)));
    }
    return new HttpResponse(body.status(), headers, body.bytes(), body.stream());
  }

  private HttpResponse body(int status, Object value, HttpRequest request) throws IOException {
    if (value instanceof CharSequence text) {
      return HttpResponse.text(status, text.toString());
    }
    if (value instanceof byte[] bytes) {
      return HttpResponse.of(status, "application/octet-stream", bytes);
    }
    if (value instanceof InputStream stream) {
      return new HttpResponse(
          status,
          List.of(new HttpResponse.Header("Content-Type", "application/octet-stream")),
          new byte[0],
          Optional.of(stream));
    }
    if (!accepts(request)) {
      return problem(406, "Not Acceptable", "the answer is " + JSON);
    }
    if (binding.isEmpty()) {
      throw new IOException(
          "no JSON binding is in the image, so a "
              + value.getClass().getName()
              + " cannot be written: declare it as the handler's return type");
    }
    return HttpResponse.of(status, JSON, binding.get().write(value));
  }

  /** Whether the client takes JSON; RFC 9110, 12.5.1. */
  private static boolean accepts(HttpRequest request) {
    List<String> fields = request.headers().get("accept");
    if (fields == null) {
      return true;
    }
    for (String item : String.join(",", fields).toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = item.split(";", 2);
      boolean refused = parts.length > 1 && parts[1].replace(" ", "").matches("(.*;)?q=0(\\.0*)?");
      if (!refused && List.of("*/*", "application/*", JSON).contains(parts[0].strip())) {
        return true;
      }
    }
    return false;
  }

  /** Makes an error body; RFC 9457. */
  static HttpResponse problem(int status, String title, String detail) {
    StringBuilder body = new StringBuilder("{\"title\":");
    JsonString.quote(body, title);
    body.append(",\"status\":").append(status).append(",\"detail\":");
    JsonString.quote(body, detail);
    return HttpResponse.of(
        status,
        "application/problem+json",
        body.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
  }
}
