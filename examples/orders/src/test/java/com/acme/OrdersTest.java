package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kubeless.function.HttpException;
import io.kubeless.function.Response;
import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private final Orders orders = new Orders();

  @Test
  void anOrderIsAcceptedWith201() {
    Response<Receipt> response =
        orders.handle(Events.of(new Order("book", 2)), Contexts.named("orders"));
    assertEquals(201, response.status());
  }

  @Test
  void anOrderOfNothingIsRefused() {
    HttpException refused =
        assertThrows(
            HttpException.class,
            () -> orders.handle(Events.of(new Order("book", 0)), Contexts.named("orders")));
    assertEquals(400, refused.status());
  }
}
