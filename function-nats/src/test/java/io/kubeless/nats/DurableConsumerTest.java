package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurableConsumerTest {

  private static ConsumerConfiguration.Builder suitable() {
    return ConsumerConfiguration.builder()
        .durable("f")
        .filterSubject("orders.*")
        .ackPolicy(AckPolicy.Explicit)
        .maxDeliver(-1);
  }

  private static void assertRefused(ConsumerConfiguration.Builder consumer, String problem) {
    assertThat(DurableConsumer.problem(consumer.build(), "orders.*", false)).contains(problem);
  }

  @Test
  void aConsumerThatLosesNothingIsUsed() {
    assertThat(DurableConsumer.problem(suitable().ackWait(5000).build(), "orders.*", false))
        .isEmpty();
    assertThat(
            DurableConsumer.problem(
                ConsumerConfiguration.builder().ackPolicy(AckPolicy.Explicit).build(), ">", false))
        .isEmpty();
  }

  @Test
  void aConsumerThatLosesEventsIsRefused() {
    assertRefused(
        suitable().deliverSubject("x"), "is a push consumer; a pull consumer is required");
    assertRefused(
        suitable().ackPolicy(AckPolicy.None),
        "has ack_policy none; explicit is required to lose no event");
    assertRefused(
        suitable().maxDeliver(5), "has max_deliver 5, after which events are lost; -1 is required");
    assertRefused(
        suitable().inactiveThreshold(60_000),
        "has inactive_threshold, after which it is deleted with its position; none is required");
    assertRefused(suitable().headersOnly(true), "has headers_only; the body of events is required");
    assertRefused(
        suitable().filterSubject("orders.new"),
        "has filter_subject orders.new; orders.* is required");
    assertRefused(suitable().filterSubject(null), "has no filter_subject; orders.* is required");
  }

  @Test
  void theShortestWaitCounts() {
    assertThat(DurableConsumer.ackWait(suitable().ackWait(5000).build()))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(DurableConsumer.ackWait(suitable().ackWait(5000).backoff(1000, 9000).build()))
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(DurableConsumer.ackWait(suitable().build())).isEqualTo(Duration.ofSeconds(30));
  }
}
