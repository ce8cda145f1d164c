package io.kubeless.nats;

import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.NewEvent;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.SourceEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a process with one trigger does, without the process. */
final class TestProcess implements AutoCloseable {
  static final Outcome SUCCESS = new Outcome.Answered(Answer.of(200));

  /** A function. */
  interface Handler {
    Outcome call(SourceEvent event) throws Exception;
  }

  final List<SourceEvent> calls = new CopyOnWriteArrayList<>();
  final List<String> ends = new CopyOnWriteArrayList<>();
  final List<String> log = new CopyOnWriteArrayList<>();
  final EventSource source;
  private final Handler handler;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private boolean drained;

  private TestProcess(String function, Map<String, String> settings, Handler handler)
      throws InvalidSource {
    this.handler = handler;
    this.source = source(function, settings, log, threads, this::end);
  }

  private static EventSource source(
      String function,
      Map<String, String> settings,
      List<String> log,
      Executor threads,
      ProcessEnd end)
      throws InvalidSource {
    Map<String, String> environment = new TreeMap<>();
    settings.forEach((key, value) -> environment.put("KUBELESS_NATS_0_" + key, value));
    return new NatsProvider()
        .sources(
            new SourceContext(
                environment,
                function,
                Duration.ofSeconds(60),
                100,
                new ListLogger(log),
                message -> message,
                threads,
                end))
        .get(0);
  }

  /** Publishes an event as a developer does. */
  static String publish(Map<String, String> settings, String subject, String body)
      throws Exception {
    return source("publish", settings, new CopyOnWriteArrayList<>(), Runnable::run, (c, r) -> {})
        .publish(
            new NewEvent(
                Optional.empty(),
                Optional.of(subject).filter(text -> !text.isEmpty()),
                Map.of("x", "1"),
                body.getBytes()));
  }

  /** Starts a process. */
  static TestProcess start(String function, Map<String, String> settings, Handler handler)
      throws Exception {
    TestProcess process = new TestProcess(function, settings, handler);
    process.source.start(process::call);
    return process;
  }

  private void end(ProcessEnd.Cause cause, String reason) {
    ends.add(cause + " " + reason);
  }

  private void call(Delivery delivery) {
    Outcome outcome;
    try {
      SourceEvent event = delivery.event();
      calls.add(event);
      outcome = handler.call(event);
    } catch (MalformedEvent e) {
      outcome = new Outcome.Malformed(e.status(), e.getMessage());
    } catch (Throwable e) {
      outcome = new Outcome.Failed(e, delivery.traceId());
    }
    delivery.deliver(outcome);
  }

  List<String> bodies() {
    return calls.stream().map(event -> new String(event.body())).toList();
  }

  boolean ready() {
    return source.health().ready();
  }

  /** Returns a metric of the trigger. */
  double metric(String name) {
    Map<String, Double> values = new ConcurrentHashMap<>();
    source.metrics(
        new MetricSink() {
          @Override
          public void counter(String metric, String help, Map<String, String> labels, long value) {
            values.put(metric, (double) value);
          }

          @Override
          public void gauge(String metric, String help, Map<String, String> labels, double value) {
            values.put(metric, value);
          }
        });
    return values.get(name);
  }

  /** Stops the source as on SIGTERM. */
  void drain() {
    drain(Duration.ofSeconds(20));
  }

  private void drain(Duration most) {
    drained = true;
    try {
      source.drain(most);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (!drained) {
      drain(Duration.ZERO);
    }
    threads.shutdownNow();
  }
}
