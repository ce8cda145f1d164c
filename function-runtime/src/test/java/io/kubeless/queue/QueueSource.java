package io.kubeless.queue;

import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.DescribedEvent;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.EventSourceProvider;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.runtime.source.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A queue in memory with acknowledgements and dead letters, which uses only the SPI. */
public final class QueueSource implements EventSource {
  private static final int ATTEMPTS = 3;

  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final Queue acknowledged = new Queue();
  private final Queue deadLetters = new Queue();
  private final Queue history = new Queue();
  private final Semaphore running = new Semaphore(1); // acquired by a pause
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean draining;
  private volatile boolean logged = true;
  private volatile Health health = Health.READY;

  /** Texts, in the order in which they were added. */
  public static final class Queue extends ConcurrentLinkedQueue<String> {
    private static final long serialVersionUID = 1L;
  }

  private record Message(String text, int attempt) {}

  /** Creates one source, unless a setting is invalid. */
  public static final class Provider implements EventSourceProvider {
    @Override
    public List<EventSource> sources(SourceContext context) throws InvalidSource {
      String name = context.environment().getOrDefault("KUBELESS_QUEUE", "");
      if (name.contains(" ")) {
        throw new InvalidSource("KUBELESS_QUEUE must be the name of a queue: " + name);
      }
      if (name.startsWith("end")) {
        context.end().request(ProcessEnd.Cause.valueOf(name.substring(3)), "the queue is broken");
      }
      QueueSource source = new QueueSource();
      source.send(name);
      return name.isEmpty() ? List.of() : List.of(source);
    }
  }

  /** Adds a message. */
  public void send(String text) {
    messages.add(new Message(text, 1));
  }

  /** Returns the acknowledged messages. */
  public Queue acknowledged() {
    return acknowledged;
  }

  /** Returns the messages for which another attempt would not help. */
  public Queue deadLetters() {
    return deadLetters;
  }

  /** Returns the requests of the runtime. */
  public Queue history() {
    return history;
  }

  /** Returns the number of waiting messages. */
  public int waiting() {
    return messages.size();
  }

  /** Sets whether the runtime writes lines for calls. */
  public void logged(boolean now) {
    logged = now;
  }

  /** Sets the health. */
  public void health(Health now) {
    health = now;
  }

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public void start(Calls calls) {
    history.add("start");
    for (int i = 0; i < 2; i++) {
      Thread worker = new Thread(() -> work(calls), "queue");
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  private void work(Calls calls) {
    while (!draining) {
      try {
        running.acquire();
        running.release();
        Message message = messages.poll(10, TimeUnit.MILLISECONDS);
        if (message != null) {
          QueueDelivery delivery = new QueueDelivery(message);
          calls.call(delivery);
          settle(message, delivery.outcome);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void settle(Message message, Outcome outcome) {
    if (outcome instanceof Outcome.Rejected) {
      messages.add(message); // the message was not processed
      return;
    }
    Verdict verdict = outcome.verdict();
    if (verdict == Verdict.ACKNOWLEDGE) {
      acknowledged.add(message.text());
    } else if (verdict == Verdict.RETRY && message.attempt() < ATTEMPTS) {
      messages.add(new Message(message.text(), message.attempt() + 1));
    } else {
      deadLetters.add(message.text() + " after " + message.attempt() + ": " + outcome.status());
    }
  }

  @Override
  public void pause() {
    history.add("pause");
    running.acquireUninterruptibly();
  }

  @Override
  public void resume() {
    history.add("resume");
    running.release();
  }

  @Override
  public void drain(Duration most) throws InterruptedException {
    history.add("drain");
    draining = true;
    for (Thread worker : workers) {
      worker.join(most.toMillis());
    }
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void metrics(MetricSink metrics) {
    metrics.counter(
        "event_acked_total",
        "Events acknowledged.",
        Map.of("source", "queue", "name", "a\"b"),
        acknowledged.size());
    metrics.gauge("event_lag", "Events waiting.", Map.of(), messages.size());
  }

  private final class QueueDelivery implements Delivery {
    private final Message message;
    private volatile Outcome outcome;

    QueueDelivery(Message message) {
      this.message = message;
    }

    @Override
    public String method() {
      return SourceEvent.Request.NONE.method();
    }

    @Override
    public String path() {
      return "/queue";
    }

    @Override
    public String eventId() {
      return "queue:" + message.text();
    }

    @Override
    public String traceId() {
      return "4bf92f3577b34da6a3ce929d0e0e4736";
    }

    @Override
    public boolean logged() {
      return logged;
    }

    @Override
    public SourceEvent event() {
      return new DescribedEvent(
          "queue:" + message.text(),
          "text/plain",
          Instant.EPOCH,
          "queuetrigger.kubeless.io",
          SourceEvent.Request.NONE,
          Map.of(),
          Optional.of("text/plain"),
          Map.of(),
          message.text().getBytes(StandardCharsets.UTF_8),
          message.attempt());
    }

    @Override
    public boolean deliver(Outcome now) {
      outcome = now;
      return now.readToTheEnd();
    }
  }
}
