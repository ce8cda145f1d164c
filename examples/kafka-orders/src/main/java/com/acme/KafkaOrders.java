package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import io.kubeless.function.TypedEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Books orders. One that can never be booked becomes a dead letter at once; one for which nothing
 * is in stock is tried again.
 */
public final class KafkaOrders implements Handler<TypedEvent<Order>, Context> {
  private final Map<String, Integer> stock = new HashMap<>(Map.of("book", 100));

  @Override
  public Void handle(TypedEvent<Order> event, Context context) {
    Order order = event.data();
    if (order.item() == null || order.quantity() < 1) {
      throw new HttpException(422, "an order needs an item and a quantity");
    }
    int left = take(order);
    String customer = event.header("kafka-key").orElse("someone");
    context
        .logger()
        .log(
            System.Logger.Level.INFO,
            customer + " has bought " + order.quantity() + " × " + order.item() + ", left: " + left);
    return null;
  }

  private synchronized int take(Order order) {
    int left = stock.getOrDefault(order.item(), 0) - order.quantity();
    if (left < 0) {
      throw new IllegalStateException("not enough in stock: " + order.item()); // is tried again
    }
    stock.put(order.item(), left);
    return left;
  }
}
