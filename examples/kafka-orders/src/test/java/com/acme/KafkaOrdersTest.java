package com.acme;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kubeless.function.HttpException;
import io.kubeless.function.TypedEvent;
import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import org.junit.jupiter.api.Test;

class KafkaOrdersTest {
  private static TypedEvent<Order> record(String item, int quantity) {
    return Events.kafka("orders").key("duke").typed(new Order(item, quantity));
  }

  private final KafkaOrders orders = new KafkaOrders();

  @Test
  void anOrderIsBookedAsLongAsThereIsStock() {
    assertDoesNotThrow(() -> orders.handle(record("book", 60), Contexts.named("kafka-orders")));
    assertThrows(
        IllegalStateException.class,
        () -> orders.handle(record("book", 60), Contexts.named("kafka-orders").withAttempt(2)));
  }

  @Test
  void anOrderOfNothingIsNeverTriedAgain() {
    HttpException refused =
        assertThrows(
            HttpException.class,
            () -> orders.handle(record("book", 0), Contexts.named("kafka-orders")));
    assertEquals(422, refused.status());
  }
}
