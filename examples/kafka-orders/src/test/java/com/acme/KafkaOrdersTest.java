package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubeless.function.Event;
import io.kubeless.runtime.source.Verdict;
import io.kubeless.testing.Events;
import io.kubeless.testing.FunctionTest;
import io.kubeless.testing.RunningFunction;
import org.junit.jupiter.api.Test;

@FunctionTest(KafkaOrders.class)
class KafkaOrdersTest {
  private static Event record(String item, int quantity) {
    return Events.kafka("orders").key("duke").typed(new Order(item, quantity));
  }

  @Test
  void anOrderIsBookedAsLongAsThereIsStock(RunningFunction orders) {
    assertEquals(Verdict.ACKNOWLEDGE, orders.deliver(record("book", 60)).verdict());
    assertEquals("duke has bought 60 × book, left: 40", orders.logs().get(0).message());
    assertEquals(Verdict.RETRY, orders.deliver(record("book", 60)).verdict());
  }

  @Test
  void anOrderOfNothingIsNeverTriedAgain(RunningFunction orders) {
    assertEquals(Verdict.DEAD_LETTER, orders.deliver(record("book", 0)).verdict());
  }
}
