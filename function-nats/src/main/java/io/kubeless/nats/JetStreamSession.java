package io.kubeless.nats;

import io.kubeless.nats.NatsSettings.JetStream;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.support.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Receives the messages of a durable pull consumer, and renews their leases until they are settled.
 * The state of the consumer is read every few seconds, so that a deleted one is created again.
 */
final class JetStreamSession implements Session {
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final Duration INSPECT = Duration.ofSeconds(5);
  private static final Duration FLUSH = Duration.ofSeconds(2);
  private static final Set<Integer> ORDINARY =
      Set.of(Status.NOT_FOUND_CODE, Status.REQUEST_TIMEOUT_CODE);

  private final NatsSettings settings;
  private final JetStream stream;
  private final JetStreamWorker worker;
  private final Dispatcher dispatcher;
  private final DurableConsumer consumer;
  private final TriggerMetrics metrics;
  private final Pulse pulse;
  private final Drain drain;
  private final SourceContext context;
  private Duration renewal = Duration.ofSeconds(1);
  private long renewNanos;
  private long inspectNanos;

  JetStreamSession(
      NatsSettings settings,
      JetStream stream,
      JetStreamWorker worker,
      Dispatcher dispatcher,
      TriggerMetrics metrics,
      Pulse pulse,
      Drain drain,
      SourceContext context) {
    this.settings = settings;
    this.stream = stream;
    this.worker = worker;
    this.dispatcher = dispatcher;
    this.consumer = new DurableConsumer(settings, stream, this::forget, context.logger());
    this.metrics = metrics;
    this.pulse = pulse;
    this.drain = drain;
    this.context = context;
  }

  @Override
  public void run(Connection connection, ConnectionEvents events)
      throws StartFailure, IOException, JetStreamApiException, InterruptedException {
    JetStreamManagement management = connection.jetStreamManagement();
    ConsumerInfo info = consumer.ensure(management);
    PullRequests pulls =
        new PullRequests(connection, dispatcher, info.getStreamName(), stream.durable());
    use(info, pulls);
    Subscription replies = connection.subscribe(pulls.replies());
    dispatcher.whenIdle(pulls::send);
    try {
      receive(connection, management, replies, pulls);
    } finally {
      dispatcher.whenIdle(() -> {});
      stopReceiving(connection, replies, pulls);
    }
    while (!drain.awaitRequest(SLICE)) {
      pulse.problem("a failure has stopped it");
      pulse.heard();
      beat(connection);
    }
    while (!dispatcher.awaitIdle(SLICE) && !drain.left().isZero()) {
      beat(connection);
    }
    drain.end();
    dispatcher.takeKept().forEach(held -> held.giveBack(Duration.ZERO));
    flush(connection);
    if (!context.isReplaced()) {
      consumer.deleteTemporary(management);
    }
  }

  private void use(ConsumerInfo info, PullRequests pulls) {
    renewal = DurableConsumer.ackWait(info.getConsumerConfiguration()).dividedBy(3);
    pulse.connected();
    pulse.pending(info.getNumPending());
    pulls.open(info.getConsumerConfiguration());
    inspectNanos = System.nanoTime() + INSPECT.toNanos();
  }

  private void receive(
      Connection connection,
      JetStreamManagement management,
      Subscription replies,
      PullRequests pulls)
      throws StartFailure, InterruptedException {
    long reconnects = connection.getStatistics().getReconnects();
    while (!drain.requested() && !dispatcher.stopped()) {
      beat(connection);
      Connection.Status status = connection.getStatus();
      if (status == Connection.Status.CLOSED) {
        throw StartFailure.unreachable(
            settings,
            "the connection to " + settings.servers() + " is closed: " + connection.getLastError(),
            new IllegalStateException("closed"));
      }
      if (status != Connection.Status.CONNECTED
          || reconnects != connection.getStatistics().getReconnects()) {
        reconnects = connection.getStatistics().getReconnects();
        pulse.lost("not connected to " + settings.servers());
        pulls.close();
        pulls.forget();
        inspectNanos = System.nanoTime();
      }
      if (status == Connection.Status.CONNECTED && System.nanoTime() - inspectNanos >= 0) {
        inspect(management, pulls);
      }
      if (pulls.isLost()) {
        pulls.forget();
      }
      pulls.send();
      Message message = replies.nextMessage(shorter(SLICE, renewal.dividedBy(2)));
      if (message != null) {
        received(message, pulls);
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Forgets what it knows by sequences, because they identify other messages now. */
  private void forget() {
    worker.forgetSuspects();
    dispatcher.held().forEach(HeldMessage::disown);
  }

  /** Renews the leases if it is time to. */
  private void beat(Connection connection) {
    pulse.alive();
    if (System.nanoTime() - renewNanos >= 0
        && connection.getStatus() == Connection.Status.CONNECTED) {
      renewNanos = System.nanoTime() + renewal.toNanos();
      dispatcher.held().forEach(HeldMessage::renew);
    }
  }

  private void inspect(JetStreamManagement management, PullRequests pulls) {
    inspectNanos = System.nanoTime() + INSPECT.toNanos();
    try {
      use(consumer.ensure(management), pulls);
    } catch (StartFailure e) {
      problem(String.valueOf(e.getMessage()), pulls);
    } catch (JetStreamApiException e) {
      pulse.heard();
      problem(String.valueOf(StartFailure.of(settings, e).getMessage()), pulls);
    } catch (IOException e) {
      problem("JetStream does not answer: " + e.getMessage(), pulls);
    }
    dispatcher
        .stuck(context.timeout().multipliedBy(2))
        .ifPresent(
            event ->
                context
                    .end()
                    .request(
                        ProcessEnd.Cause.FAILURE,
                        "the call for event "
                            + event
                            + " is still running after twice the timeout"));
  }

  private void problem(String reason, PullRequests pulls) {
    if (pulse.problem(reason)) {
      context.logger().log(System.Logger.Level.WARNING, reason + "; trying again");
    }
    pulls.close();
    inspectNanos = System.nanoTime() + Duration.ofSeconds(1).toNanos();
  }

  private void received(Message message, PullRequests pulls) {
    pulse.heard();
    pulls.heard();
    if (message.isJetStream()) {
      metrics.received(1);
      dispatcher.add(worker.hold(message));
    } else if (message.isStatusMessage() && message.getStatus().getCode() != 100) {
      ended(message, pulls);
    }
  }

  /** Continues after the server has ended a request. */
  private void ended(Message message, PullRequests pulls) {
    if (pulls.isCurrent(message)) {
      pulls.forget();
      if (!ORDINARY.contains(message.getStatus().getCode())) {
        context
            .logger()
            .log(
                System.Logger.Level.INFO,
                "NATS trigger "
                    + settings.name()
                    + ": the server has ended a request: "
                    + message.getStatus().getMessageWithCode());
        pulls.close();
        inspectNanos = System.nanoTime() + SLICE.toNanos();
      }
    }
  }

  /**
   * Stops receiving. While the process is stopped, messages that were requested are still
   * processed, because a worker is idle for each of them, and a message that is given back counts
   * as delivered. All others are given back, so that another process gets them.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the last message is noticed below
  private void stopReceiving(Connection connection, Subscription replies, PullRequests pulls)
      throws InterruptedException {
    pulls.close();
    boolean starts = drain.requested() && !dispatcher.stopped();
    List<HeldMessage> unstarted = new ArrayList<>();
    if (connection.getStatus() == Connection.Status.CONNECTED) {
      try {
        replies.drain(FLUSH);
        for (Message message = replies.nextMessage(SLICE);
            message != null;
            message = replies.nextMessage(SLICE)) {
          if (message.isJetStream()) {
            metrics.received(1);
            HeldMessage held = worker.hold(message);
            if (starts) {
              dispatcher.add(held);
            } else {
              unstarted.add(held);
            }
          }
        }
      } catch (IllegalStateException e) {
        context.logger().log(System.Logger.Level.DEBUG, "all replies are read", e);
      }
    }
    if (drain.requested()) {
      dispatcher.stop();
    }
    unstarted.addAll(dispatcher.takeWaiting());
    unstarted.forEach(held -> held.giveBack(Duration.ZERO));
    flush(connection);
    dispatcher.ungrant();
  }

  private void flush(Connection connection) throws InterruptedException {
    try {
      if (connection.getStatus() == Connection.Status.CONNECTED) {
        connection.flush(FLUSH);
      }
    } catch (TimeoutException | IllegalStateException e) {
      context.logger().log(System.Logger.Level.DEBUG, "the server does not answer", e);
    }
  }
}
