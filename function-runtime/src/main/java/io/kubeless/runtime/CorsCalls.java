package io.kubeless.runtime;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers preflights, and lets pages of other origins read all other responses. */
record CorsCalls(Cors cors, Application calls) implements Application {

  @Override
  public void serve(HttpRequest request, Reply reply) {
    Optional<HttpResponse> preflight = cors.preflight(request);
    if (preflight.isPresent()) {
      reply.send(preflight.get());
    } else {
      calls.serve(request, new CorsReply(reply, request.headers()));
    }
  }

  @Override
  public HttpResponse completed(Map<String, List<String>> request, HttpResponse response) {
    return cors.completed(request, response);
  }

  @Override
  public int copies(Map<String, List<String>> headers) {
    return calls.copies(headers);
  }

  @Override
  public void refused() {
    calls.refused();
  }

  private final class CorsReply implements Reply {
    private final Reply reply;
    private final Map<String, List<String>> request;

    CorsReply(Reply reply, Map<String, List<String>> request) {
      this.reply = reply;
      this.request = request;
    }

    @Override
    public boolean send(HttpResponse response) {
      return reply.send(cors.completed(request, response));
    }

    @Override
    public boolean fits(long length) {
      return reply.fits(length);
    }

    @Override
    public void cut() {
      reply.cut();
    }
  }
}
