package io.kubeless.storm;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A plain loop over a durable consumer of JetStream, which acknowledges at a time that loses events
 * or does not. With the first two rules a storm must report losses: otherwise it proves nothing.
 */
public final class BareNatsConsumer {
  private static final int BATCH = 16;

  /** When messages are acknowledged. */
  enum Rule {
    /** Never: the server does not expect it, and delivers each message once. */
    ACK_NONE,
    /** Before the messages of a batch are handled. */
    ACK_FIRST,
    /** After each message was handled. */
    ACK_LAST
  }

  private BareNatsConsumer() {}

  /** Consumes until the process is killed. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = System.getenv();
    Rule rule = Rule.valueOf(arguments[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    LedgerWriter ledger = new LedgerWriter(Path.of(environment.get(Member.LEDGER)));
    long millis = Long.parseLong(environment.getOrDefault(Member.MILLIS, "0"));
    Options options =
        new Options.Builder()
            .server(environment.get(Member.SERVERS))
            .maxReconnects(-1)
            .errorListener(new ErrorListener() {})
            .build();
    PullSubscribeOptions durable =
        PullSubscribeOptions.builder()
            .durable(environment.get(Member.GROUP))
            .configuration(
                ConsumerConfiguration.builder()
                    .ackPolicy(rule == Rule.ACK_NONE ? AckPolicy.None : AckPolicy.Explicit)
                    .ackWait(Duration.ofSeconds(5))
                    .build())
            .build();
    Connection connection = Nats.connect(options); // until the process is killed
    JetStreamSubscription subscription =
        connection.jetStream().subscribe(environment.get(Member.TOPIC), durable);
    while (true) {
      List<Message> batch = subscription.fetch(BATCH, Duration.ofMillis(100));
      if (rule == Rule.ACK_FIRST) {
        batch.forEach(Message::ack);
      }
      for (Message message : batch) {
        String event = new String(message.getData(), StandardCharsets.US_ASCII);
        ledger.start(event, (int) message.metaData().deliveredCount());
        if (millis > 0) {
          Thread.sleep(millis);
        }
        ledger.done(event);
        if (rule == Rule.ACK_LAST) {
          message.ack();
        }
      }
    }
  }
}
