package io.kubeless.packaging.dev;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import io.kubeless.runtime.http.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The port of a function that is developed. Each request waits until the files are compared with
 * those that the function was made of, and is then forwarded to the function's process. So the port
 * stays open while processes come and go.
 */
public final class DevServer implements Application, AutoCloseable {
  private final BlockingQueue<CompletableFuture<Served>> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService threads;
  private final HttpServer server;

  private DevServer(int port) throws IOException {
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "request");
              thread.setDaemon(true);
              return thread;
            });
    this.server =
        HttpServer.start(
            "dev",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            this,
            Limits.DEFAULT,
            MemoryBudget.ofHeap(),
            threads);
  }

  /**
   * Listens on this machine only.
   *
   * @param port 0 for any free port
   * @throws ProblemException if the port is in use
   */
  public static DevServer start(int port) {
    try {
      return new DevServer(port);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.LOCAL_START_FAILED, "Port %s is not available", port)
              .at("%s", setting("port"))
              .because(Message.verbatim(String.valueOf(e.getMessage())))
              .remedy(
                  "stop the process that listens on it, or choose another port: %s selects a free one",
                  setting("port", "0")),
          e);
    }
  }

  /** Returns the port. */
  public int port() {
    return server.port();
  }

  /**
   * Waits for requests and returns those that are waiting; none after the given time. A file that
   * was saved before one of them arrived must be compared before {@link #serve(List, Served)}.
   */
  public List<CompletableFuture<Served>> await(long millis) throws InterruptedException {
    List<CompletableFuture<Served>> requests = new ArrayList<>();
    CompletableFuture<Served> first = waiting.poll(millis, TimeUnit.MILLISECONDS);
    if (first != null) {
      requests.add(first);
      waiting.drainTo(requests);
    }
    return requests;
  }

  /** Lets requests continue. */
  public static void serve(List<CompletableFuture<Served>> requests, Served served) {
    for (CompletableFuture<Served> request : requests) {
      served.function().ifPresent(ServingProcess::begin);
      request.complete(served);
    }
  }

  @Override
  public void serve(HttpRequest request, Reply reply) {
    CompletableFuture<Served> turn = new CompletableFuture<>();
    waiting.add(turn);
    Served served;
    try {
      served = turn.join();
    } catch (CompletionException e) {
      reply.send(HttpResponse.of(503));
      return;
    }
    if (served.function().isEmpty()) {
      reply.send(HttpResponse.text(500, served.failure()));
      return;
    }
    ServingProcess function = served.function().get();
    try (Forwarding forwarding = forward(request, function)) {
      reply.send(forwarding.response());
    } catch (IOException e) {
      reply.send(
          HttpResponse.text(502, "The function's process did not answer: " + e.getMessage()));
    }
  }

  private static Forwarding forward(HttpRequest request, ServingProcess function)
      throws IOException {
    try {
      return Forwarding.to(function.port(), request);
    } finally {
      function.received();
    }
  }

  /** Stops listening. */
  @Override
  public void close() {
    server.close();
    threads.shutdown();
  }
}
