package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubeless.testing.Events;
import io.kubeless.testing.FunctionTest;
import io.kubeless.testing.RunningFunction;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@FunctionTest(Orders.class)
class OrdersTest {
  @Test
  void anOrderIsAcceptedWithItsLocation(RunningFunction orders) {
    HttpResponse<String> answer = orders.send(Events.of(new Order("book", 2)));
    assertEquals(201, answer.statusCode());
    assertTrue(answer.headers().firstValue("Location").orElseThrow().startsWith("/orders/"));
    assertTrue(answer.body().contains("\"item\":\"book\",\"quantity\":2"));
  }

  @Test
  void anOrderOfNothingIsRefused(RunningFunction orders) {
    assertEquals(400, orders.send(Events.of(new Order("book", 0))).statusCode());
  }
}
