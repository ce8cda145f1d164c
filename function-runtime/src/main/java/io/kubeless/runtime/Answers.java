package io.kubeless.runtime;

import io.kubeless.function.HttpException;
import io.kubeless.function.Response;
import io.kubeless.function.RetryableException;
import io.kubeless.runtime.source.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the answer from the value that a handler returned. The Accept field of a request is
 * ignored, because the work is done, and RFC 9110, 12.4.1, permits the server to send any
 * representation.
 */
final class Answers {
  private static final int RESET_CONTENT = 205;

  private final Optional<Binding> binding;
  private final Optional<Type> declared;

  /**
   * Creates the answers of a handler.
   *
   * @param declared the declared type of its answer, without stages, optionals and responses; empty
   *     if there is none
   */
  Answers(Optional<Binding> binding, Optional<Type> declared) {
    this.binding = binding;
    this.declared = declared;
  }

  /**
   * Returns the answer for the value that a handler returned.
   *
   * @throws Exception the failure of a returned stage, or the reason why the value cannot be
   *     written
   */
  Answer of(@Nullable Object returned) throws Exception {
    if (returned instanceof CompletionStage<?> stage) {
      return of(await(stage));
    }
    if (returned instanceof Optional<?> optional) {
      return optional.isPresent() ? of(optional.get()) : notFound();
    }
    if (returned instanceof Response<?> response) {
      return withHead(response);
    }
    return returned == null ? Answer.of(204) : body(200, returned, Optional.empty());
  }

  private static Answer notFound() {
    return Answer.of(
        404, ProblemDetails.TYPE, ProblemDetails.body(404, "Not Found", "nothing was found"));
  }

  private static @Nullable Object await(CompletionStage<?> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw thrown(cause(e));
    } catch (InterruptedException e) {
      close(stage);
      throw e;
    }
  }

  /** Closes the stream in a value that will not be sent, or that of a stage when it completes. */
  private static void close(@Nullable Object unsent) {
    if (unsent instanceof CompletionStage<?> stage) {
      stage.thenAccept(Answers::close);
    } else if (unsent instanceof Optional<?> optional) {
      optional.ifPresent(Answers::close);
    } else if (unsent instanceof Response<?> response) {
      response.body().ifPresent(Answers::close);
    } else if (unsent instanceof InputStream stream) {
      try {
        stream.close();
      } catch (IOException e) {
        // The call has already been answered.
      }
    }
  }

  /**
   * Returns an exception that a handler threw deliberately, even if {@code join} or {@code get} of
   * a future has wrapped it. Any other exception is returned unchanged, because its stack trace
   * contains the place of the call.
   */
  static Exception deliberate(Exception e) {
    Throwable cause = cause(e);
    return cause instanceof HttpException || cause instanceof RetryableException
        ? (RuntimeException) cause
        : e;
  }

  private static Throwable cause(Throwable wrapper) {
    Throwable e = wrapper;
    while ((e instanceof CompletionException || e instanceof ExecutionException)
        && e.getCause() != null) {
      e = e.getCause();
    }
    return e;
  }

  private static Exception thrown(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return (Exception) e;
  }

  private Answer withHead(Response<?> response) throws Exception {
    Optional<String> type =
        Optional.ofNullable(response.headers().get("Content-Type")).map(values -> values.get(0));
    Object value = value(response);
    if (response.status() == RESET_CONTENT && value != null) {
      if (value instanceof InputStream stream) {
        stream.close();
      }
      value = null; // RFC 9110, 15.3.6
    }
    Answer body =
        value == null ? Answer.of(response.status()) : body(response.status(), value, type);
    List<Answer.Header> headers = new ArrayList<>();
    if (type.isEmpty()) {
      headers.addAll(body.headers());
    }
    for (Map.Entry<String, List<String>> header : response.headers().entrySet()) {
      header.getValue().forEach(v -> headers.add(new Answer.Header(header.getKey(), v)));
    }
    return new Answer(body.status(), headers, body.bytes(), body.stream());
  }

  /** Returns the body of a response, without stages and optionals; null if there is none. */
  private static @Nullable Object value(Response<?> response) throws Exception {
    Object value = response.body().orElse(null);
    while (value instanceof Optional<?> || value instanceof CompletionStage<?>) {
      value =
          value instanceof CompletionStage<?> stage
              ? await(stage)
              : ((Optional<?>) value).orElse(null);
    }
    return value;
  }

  /**
   * Writes a value. Text is encoded in the charset of the type that the function has set, if any.
   */
  private Answer body(int status, Object value, Optional<String> type) throws Exception {
    if (value instanceof Throwable e) {
      throw thrown(e); // an exception that was returned is not data; its stack trace is logged
    }
    if (value instanceof CharSequence text) {
      Charset charset = type.flatMap(CharsetParameter::of).orElse(StandardCharsets.UTF_8);
      return Answer.of(status, "text/plain; charset=utf-8", text.toString().getBytes(charset));
    }
    if (value instanceof byte[] bytes) {
      return Answer.of(status, "application/octet-stream", bytes);
    }
    if (value instanceof InputStream stream) {
      return new Answer(
          status,
          List.of(new Answer.Header("Content-Type", "application/octet-stream")),
          new byte[0],
          Optional.of(stream));
    }
    if (binding.isEmpty()) {
      throw new IOException(
          "the image contains no JSON binding, so a "
              + value.getClass().getName()
              + " cannot be written: declare it as the handler's return type");
    }
    return Answer.of(status, "application/json", binding.get().write(value, declared.orElse(null)));
  }
}
